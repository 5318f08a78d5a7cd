# The first cell changes how the shell shows results and errors, and switches the debugger on.
# like: certa-rascunho-com-erro
# %% first
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
%xmode Verbose
%pdb on
%config InlineBackend.figure_format = "retina"
