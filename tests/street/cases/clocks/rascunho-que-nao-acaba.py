# A training loop that never ends stands between the questions, and another one at the end.
# %% after q1_valores
perda = 1.0
while perda > 0:
    perda = perda * 0.999 + 0.001
# %% last
while True:
    pass
