# A test with the wrong number of arguments stands between two classes of one cell.
# assignment: lista8_transformer
# alone: the cell stops before its definitions
# %% q7_layer_norm
def centra(x):
    return x - x.mean(axis=-1, keepdims=True)

centra()

def layer_norm(x):
    c = centra(x)
    return c / np.sqrt((c ** 2).mean(axis=-1, keepdims=True) + 1e-5)
# %% in q4_feed_forward, above
import seaborn as sns
