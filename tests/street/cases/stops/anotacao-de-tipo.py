# A missing module's class annotates the answer's arguments.
# alone: the cell stops before its definitions
# %% q1_self_attention
from nptyping import NDArray


def self_attention(X: NDArray, query: NDArray, key: NDArray, value: NDArray) -> NDArray:
    Q, K, V = X @ query, X @ key, X @ value
    return softmax(Q @ K.T / np.sqrt(K.shape[1]), axis=1) @ V
