# The challenge without scale, with a reset at the end.
# assignment: lista8_transformer
# like: errada-sem-escala
# %% last
%reset -f
