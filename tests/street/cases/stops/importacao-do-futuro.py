# An import from __future__ stands first, and annotations name what is not there.
# alone: the cell stops before its definitions
# %% q1_self_attention
from __future__ import annotations

import torch


def self_attention(X: torch.Tensor, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
