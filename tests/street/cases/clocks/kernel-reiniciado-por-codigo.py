# Restarts the kernel by killing it, as people do on Colab after an installation.
# like: certa-np-dot
# %% after importacoes
import os
os.kill(os.getpid(), 9)
# %% before q2_encoder_layer
import os
os._exit(0)
