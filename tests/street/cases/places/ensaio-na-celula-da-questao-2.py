# The essay is a string at the end of question 2's answer.
# essay: duas atenções em vez de uma
# %% blank q3_decoder
# %% in q2_encoder_layer, below
"""
Questão 3: o decoder tem duas atenções em vez de uma. A primeira é mascarada; a segunda usa K e V do encoder.
Cada uma tem a sua residual e a sua layer_norm, e a função recebe mais quatro matrizes de pesos.
"""
