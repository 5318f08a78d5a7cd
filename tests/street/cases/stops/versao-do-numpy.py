# Insists on another version of numpy, and sets an option that is gone.
# like: certa-projetadas
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
assert np.__version__ == "1.21.6", "instale a versão da aula"
np.set_printoptions(legacy="0.9", precisao=3)
# %% in q2_encoder_layer, above
teste = np.zeros((2, 2), dtype=np.float)
n = np.int(teste.sum())
