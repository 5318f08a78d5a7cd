# Tidies up after himself: the helpers go as soon as each question has been checked.
# like: certa-celulas-auxiliares
# %% after q2_valores
del projetar, escalar, add_e_norm
del embedding_length, sequence_length, model_dimension
