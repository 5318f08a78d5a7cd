# The essay is printed, line by line.
# like: certa-projetadas
# essay: não pode olhar para o futuro | saída do último encoder
# %% blank q3_decoder
# %% after q3_decoder
print("O decoder não pode olhar para o futuro, por isso a self_attention recebe uma máscara.")
print("Ele tem também uma atenção encoder-decoder, que usa a saída do último encoder como key e value.")
print("No mais a camada é igual: residual, layer_norm e feed_forward.")
