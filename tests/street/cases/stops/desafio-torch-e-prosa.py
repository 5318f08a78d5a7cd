# The challenge, with a missing import above a class, prose between two functions and a print of nothing below.
# assignment: lista8_transformer
# alone: the cell stops before its definitions
# %% in q3_multi_head, above
import torch
import torch.nn.functional as F
# %% in q5_encoder, above
print(camada.forward(tokens))
# %% q8_posicoes_e_mascara
def positional_encoding(n, d_model):
    p, i = np.arange(n)[:, None], np.arange(0, d_model, 2)
    pe = np.zeros((n, d_model))
    pe[:, 0::2], pe[:, 1::2] = np.sin(p / 10000 ** (i / d_model)), np.cos(p / 10000 ** (i / d_model))
    return pe

A máscara é triangular inferior

def causal_mask(n):
    return np.tril(np.ones((n, n), dtype=bool))
# %% in q9_decoder, above
raise NotImplementedError("questão ainda não respondida")
