# The challenge ends with a reset.
# assignment: lista8_transformer
# %% last
%reset -f
