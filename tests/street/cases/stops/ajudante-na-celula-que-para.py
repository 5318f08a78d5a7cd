# The cell that stops is not the answer's: it defines the helpers.
# alone: the cell stops before its definitions
# like: certa-celulas-auxiliares
# %% before q1_self_attention
import plotly.express as px
px.defaults.template = "plotly_dark"

def projetar(X, W):
    return matmul(X, W)

def escalar(S, d):
    return S / np.sqrt(d)
# %% before q2_encoder_layer
fig = px.imshow(np.eye(3))
fig.show()

def add_e_norm(a, b):
    return layer_norm(a + b)
