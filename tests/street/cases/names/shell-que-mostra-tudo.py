# The first cell changes how the shell shows results and errors, and switches the debugger on.
# alone: the debugger that it switches on waits for an answer that a kernel without a person never gets
# like: certa-rascunho-com-erro
# %% first
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
%xmode Verbose
%pdb on
%config InlineBackend.figure_format = "retina"
