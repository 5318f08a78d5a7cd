# The essay is written as comments, in a code cell.
# like: certa-np-dot
# essay: soma-se menos infinito | atenção cruzada
# %% blank q3_decoder
# %% after q3_decoder
# QUESTÃO 3
# No decoder, soma-se menos infinito aos escores das palavras futuras, antes da softmax.
# Entra também a atenção cruzada, em que K e V vêm da saída do encoder e Q vem do decoder.
# Cada subcamada continua com residual e layer_norm.
