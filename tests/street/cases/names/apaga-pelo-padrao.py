# `%reset_selective` and `%xdel` throw away what is no longer used.
# like: certa-projetadas
# %% last
%reset_selective -f ^(self|encoder|layer|feed)
%xdel softmax
