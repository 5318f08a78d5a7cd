# %% q1_self_attention
def media(linhas):
    return linhas.mean(axis=0)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# Mudanças: a máscara na autoatenção e a atenção cruzada com a saída do encoder.
