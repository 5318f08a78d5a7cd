# Both notebooks are complete; the one with the right name has an old mistake.
# like: certa-projetadas
# %% file lista8.ipynb
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = x + self_attention(x, x @ Wq, x @ Wk, x @ Wv) @ Wo
    return layer_norm(h + feed_forward(h))
# %% file lista8_corrigida.ipynb
