# The wrong version is the one that ran; nothing else is there.
# like: errada-sem-softmax
# %% in q1_self_attention, below
print(indefinida)
# %% last
softmax = np = None
