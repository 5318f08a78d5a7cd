# Writes matrix multiplication by hand, on lists.
# like: certa-projetadas
# %% last
def matmul(A, B):
    C = [[0] * len(B[0]) for _ in A]
    for i in range(len(A)):
        for j in range(len(B[0])):
            for k in range(len(B)):
                C[i][j] += A[i][k] * B[k][j]
    return C

matmul([[1, 2], [3, 4]], [[1, 0], [0, 1]])
