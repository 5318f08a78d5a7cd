# A scratch cell that stays in numpy's own code for too long.
# %% before q2_encoder_layer
G = np.random.randn(1500, 1500)
for _ in range(50):
    U, s, Vt = np.linalg.svd(G)
