# Only question 1 was answered.
# like: vazia-so-q1
# %% after q1_valores
%reset -f
