# Neither metadata nor ids, and other names; only the places and the signatures are left.
# without: metadata ids
# %% q1_self_attention
def atencao_propria(X, query, key, value):
    Q, K, V = matmul(X, query), matmul(X, key), matmul(X, value)
    return matmul(softmax(matmul(Q, K.T) / np.sqrt(K.shape[1]), axis=-1), V)
# %% q2_encoder_layer
def camada_do_encoder(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + matmul(atencao_propria(x, Wq, Wk, Wv), Wo))
    return layer_norm(h + feed_forward(h))
