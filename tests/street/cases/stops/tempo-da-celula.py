# `%%time` and `%%capture` above the answers, and an installation inside one.
# like: certa-tupla
# %% in q1_self_attention, above
%%capture saida
!pip install -q transformers
# %% in q2_encoder_layer, above
%%time
