# A wrong scale, and a reset at the end.
# like: errada-sem-escala
# %% last
%reset -f
