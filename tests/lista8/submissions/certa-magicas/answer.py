# %%
%matplotlib inline
%load_ext autoreload
!pip install numpy

# %% q1_self_attention
%%time
def self_attention(X, query, key, value):
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V

# %%
from IPython.display import Markdown, display

E = np.random.randn(4, 8)
display(Markdown("**Saída** da atenção:"), self_attention(E, np.eye(8), np.eye(8), np.eye(8)))
%timeit -n 2 -r 2 self_attention(E, np.eye(8), np.eye(8), np.eye(8))

# %% q2_encoder_layer
def encoder_layer(x, Wq, Wk, Wv, Wo):
    # atenção + residual + norm
    atencao = self_attention(x, Wq, Wk, Wv) @ Wo
    h = layer_norm(x + atencao)
    # feed-forward + residual + norm
    return layer_norm(h + feed_forward(h))

# %% [markdown] q3_decoder
# Mudanças:
#
# - masked self-attention: zerar os pesos das palavras que ainda não foram geradas (depois da softmax);
# - encoder-decoder attention;
# - no final, linear + softmax para escolher a próxima palavra.
