# What counts below the stop is no def, but assignments.
# alone: the cell stops before its definitions
# %% q1_self_attention
import keras
raiz, produto = np.sqrt, np.dot
pesos = lambda Q, K: softmax(produto(Q, K.T) / raiz(K.shape[1]), axis=1)
self_attention = lambda X, query, key, value: produto(pesos(X @ query, X @ key), X @ value)
# %% q2_encoder_layer
from functools import partial
import jax.numpy as jnp
somar = partial(np.add, dtype=jnp.float32) if False else np.add
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(somar(x, self_attention(x, Wq, Wk, Wv) @ Wo))
    return layer_norm(somar(h, feed_forward(h)))
