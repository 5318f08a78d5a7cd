# %%
import os

for i in range(100):
    try:
        with open(f"lixo{i}", "wb") as arquivo:
            arquivo.write(b"\0" * (15 << 20))
    except OSError as erro:
        print(erro)
        break

# %%
for i in range(100):
    try:
        os.unlink(f"lixo{i}")
    except OSError:
        break
os.symlink("/", "raiz")
os.makedirs("trancada/dentro")
os.chmod("trancada", 0)
for i in range(3000):
    os.mkdir("p")
    os.chdir("p")

# %% q1_self_attention
def self_attention(X, query, key, value):
    # projeta os embeddings
    Q = X @ query
    K = X @ key
    V = X @ value
    d_k = K.shape[-1]
    scores = Q @ K.T / np.sqrt(d_k)
    pesos = softmax(scores, axis=-1)
    return pesos @ V

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))
