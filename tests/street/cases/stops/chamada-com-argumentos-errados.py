# Tries the helper with too few arguments before the answer, and the answer with too few arguments after it.
# like: certa-classe
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
def atencao(Q, K, V):
    return softmax(Q @ K.T, axis=1) @ V

atencao(np.eye(3))
self_attention(np.eye(3))
# %% in q2_encoder_layer, above
encoder_layer(np.eye(3), np.eye(3))
