# %%
# funções de apoio
def projetar(X, W):
    return X @ W

def escalar(S, d):
    return S / np.sqrt(d)

# %% q1_self_attention
def self_attention(X, query, key, value):
    Q, K, V = projetar(X, query), projetar(X, key), projetar(X, value)
    return softmax(escalar(Q @ K.T, K.shape[1]), axis=1) @ V

# %%
# testando com um exemplo pequeno
X_teste = np.random.randn(3, 4)
W_teste = np.random.randn(4, 4)
self_attention(X_teste, W_teste, W_teste, W_teste)

# %%
def add_e_norm(a, b):
    return layer_norm(a + b)

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    meio = add_e_norm(x, self_attention(x, Wq, Wk, Wv) @ Wo)
    return add_e_norm(meio, feed_forward(meio))

# %% [markdown] q3_decoder
# O Decoder gera uma palavra por vez. Por isso, durante o treino, cada posição só pode prestar atenção nas anteriores:
# soma-se $-\infty$ aos scores acima da diagonal antes da softmax. Depois da autoatenção mascarada (com Add & Norm) vem a
# atenção sobre a saída do encoder, com $Q$ calculado a partir do decoder e $K$, $V$ calculados a partir do encoder
# (também com Add & Norm), e só então a feed-forward.

# %%
x = np.random.randn(4, 8)
encoder_layer(x, np.eye(8), np.eye(8), np.eye(8), np.eye(8)).shape
