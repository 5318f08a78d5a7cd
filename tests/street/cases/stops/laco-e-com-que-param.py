# A loop, a with and a try stop above the answer.
# like: certa-np-dot
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
for d in [2, 1, 0]:
    print(1 // d)
# %% in q2_encoder_layer, above
with np.errstate(all="raise"):
    np.zeros(2) / 0
try:
    encoder_layer(x)
except ValueError:
    pass
