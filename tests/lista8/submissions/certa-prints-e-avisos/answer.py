# %%
import sys
import warnings

np.log(np.zeros(3))  # RuntimeWarning: divide by zero
print("começando a lista...", file=sys.stderr)

# %% q1_self_attention
def self_attention(X, query, key, value):
    print("X:", X.shape, "query:", query.shape)
    Q = X @ query
    K = X @ key
    V = X @ value
    print("Q =", Q)
    warnings.warn("cuidado: não testei com batch")
    _ = np.array([1.0]) / np.array([0.0])
    A = softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1)
    print("soma das linhas:", A.sum(axis=1))
    return A @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = self_attention(x, Wq, Wk, Wv)
    print("atenção:", att.shape)
    h = layer_norm(x + att @ Wo)
    print("média depois da primeira norma:", h.mean(axis=1), file=sys.stderr)
    y = layer_norm(h + feed_forward(h))
    print("ok!")
    return y

# %% [markdown] q3_decoder
# Acho que muda a entrada, que passa a ser a saída do encoder, e usa máscara. O resto é igual.
