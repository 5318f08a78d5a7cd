# A notebook for each question.
# essay: tem de ser mascarada
# %% file questao1.ipynb
# %% blank q2_encoder_layer
# %% blank q3_decoder
# %% file questao2.ipynb
# %% blank q1_self_attention
# %% blank q3_decoder
# %% file questao3.ipynb
# %% blank q1_self_attention
# %% blank q2_encoder_layer
# %% [markdown] q3_decoder
# A autoatenção do decoder tem de ser mascarada, e entra uma atenção sobre a saída do encoder.
