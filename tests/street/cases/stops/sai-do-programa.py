# Leaves the program above one answer and below the other.
# like: certa-matmul-por-nome
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import sys
if "google.colab" not in sys.modules:
    print("Este notebook foi feito no Colab")
    sys.exit(1)
# %% in q2_encoder_layer, below
sys.exit()
