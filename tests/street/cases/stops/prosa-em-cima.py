# A line of explanation without a # above the answer.
# like: certa-np-dot
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
A atenção é calculada em três passos:
# %% in q2_encoder_layer, below
Pronto! Agora é só testar :)
