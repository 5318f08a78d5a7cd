# One-line answers with a print in the manner of Python 2 below, or with the quotes of a word processor, and no tags.
# without: metadata ids
# like: certa-uma-linha
# alone: the cell stops before its definitions
# %% in q1_self_attention, below
print(“saída”, self_attention(X, query, key, value))
# %% in q2_encoder_layer, below
print encoder_layer(x, Wq, Wk, Wv, Wo).shape
