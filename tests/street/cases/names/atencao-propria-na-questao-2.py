# Question 2 has a self_attention of its own with another order of arguments.
# like: certa-projetadas
# %% q2_encoder_layer
def self_attention(Q, K, V):
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(K.shape[-1]), axis=-1), V)


def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = self_attention(matmul(x, Wq), matmul(x, Wk), matmul(x, Wv))
    h = layer_norm(x + matmul(att, Wo))
    return layer_norm(h + feed_forward(h))
