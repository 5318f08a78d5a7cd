# A later experiment with heads and a mask, under the same name and with another signature.
# %% after q3_decoder
# extra: o que muda com várias cabeças e máscara (tentativa, não terminei)
def self_attention(X, heads, mask=None):
    saidas = []
    for Wq, Wk, Wv in heads:
        s = X @ Wq @ (X @ Wk).T
        if mask is not None:
            s = s + mask
        saidas.append(softmax(s, axis=-1) @ (X @ Wv))
    return np.concatenate(saidas)
