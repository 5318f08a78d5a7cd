# %% q1_self_attention
import math

def self_attention(X, query, key, value):
    n = X.shape[0]
    d_k = query.shape[1]
    Q = np.zeros((n, d_k))
    K = np.zeros((n, d_k))
    V = np.zeros((n, d_k))
    for i in range(n):
        Q[i] = X[i] @ query
        K[i] = X[i] @ key
        V[i] = X[i] @ value

    saida = np.zeros((n, d_k))
    for i in range(n):
        # compara a palavra i com todas as outras
        notas = []
        for j in range(n):
            notas.append(np.dot(Q[i], K[j]) / math.sqrt(d_k))
        pesos = softmax(np.array(notas))
        for j in range(n):
            saida[i] += pesos[j] * V[j]
    return saida

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    z = self_attention(x, Wq, Wk, Wv)
    z = matmul(z, Wo)
    # Add & Norm 1
    soma1 = x + z
    norm1 = layer_norm(soma1)

    ff = feed_forward(norm1)
    # Add & Norm 2
    soma2 = norm1 + ff
    norm2 = layer_norm(soma2)
    return norm2

# %% [markdown] q3_decoder
# 1) máscara (-inf em cima da diagonal) na autoatenção, senão o modelo "cola" a resposta
# 2) mais uma atenção: Q = decoder, K e V = saída do encoder
# 3) mais um add & norm
# 4) a função recebe mais parâmetros (saída do encoder, mais 4 matrizes de pesos)
