# Prints a variable of an earlier session above the function.
# like: certa-escala-dividida
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
print("formato da atenção:", output.shape)
attn
# %% in q2_encoder_layer, above
%timeit -n 1 -r 1 encoder_layer(entrada, Wq, Wk, Wv, Wo)
print(saida_da_camada)
