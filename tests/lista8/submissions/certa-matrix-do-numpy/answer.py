# %% q1_self_attention
def self_attention(X, query, key, value):
    Q = np.matrix(X) * np.matrix(query)
    K = np.matrix(X) * np.matrix(key)
    V = np.matrix(X) * np.matrix(value)
    A = softmax(np.array(Q * K.T) / np.sqrt(K.shape[1]), axis=1)
    return np.matrix(A) * V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    att = np.array(self_attention(x, Wq, Wk, Wv) * np.matrix(Wo))
    h = layer_norm(x + att)
    return layer_norm(h + feed_forward(h))
