# A loop over ways to multiply leaves matmul as the elementwise product.
# like: certa-projetadas
# %% after q2_valores
a, b = np.ones((3, 3)), np.eye(3)
for matmul in (np.dot, np.matmul, np.multiply):
    print(matmul(a, b))
