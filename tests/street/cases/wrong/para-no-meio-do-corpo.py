# The function itself stops: that is not debris around it.
# like: errada-transposta-esquecida
# %% in q2_encoder_layer, above
print(x_da_sessao_passada)
