# A comparison with PyTorch around the answer: an import above it, a class and a test below it.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import torch
import torch.nn as nn
torch.manual_seed(0)
# %% in q1_self_attention, below
class Comparacao(nn.Module):
    def __init__(self):
        super().__init__()
        self.mha = nn.MultiheadAttention(8, 1)

print(Comparacao())
