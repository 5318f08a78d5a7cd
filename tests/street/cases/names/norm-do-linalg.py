# The student's own `norm` is replaced by an import of another one.
# %% before q2_encoder_layer
def norm(m):
    return (m - m.mean(1, keepdims=True)) / m.std(1, keepdims=True)
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return norm(h + feed_forward(h))
# %% after q2_valores
from numpy.linalg import norm
print("norma de Wo:", norm(Wo))
