# The last cell clears everything by the shell's own method, as scripts from Spyder do.
# %% last
from IPython import get_ipython
get_ipython().run_line_magic("reset", "-sf")
