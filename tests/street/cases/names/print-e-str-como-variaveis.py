# The answer prints shapes as it goes; later print and str are other things.
# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = self_attention(x, Wq, Wk, Wv) @ Wo
    print("z: " + str(z.shape))
    h = layer_norm(x + z)
    return layer_norm(h + feed_forward(h))
# %% last
str = "café"
print = f"eu adoro {str}"
