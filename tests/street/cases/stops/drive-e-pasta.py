# Colab: mounts the drive and goes into a folder of it, above both answers.
# like: certa-projetadas
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
from google.colab import drive
drive.mount("/content/drive", force_remount=True)
# %% in q2_encoder_layer, above
import os
os.chdir("/content/drive/MyDrive/IA/lista8")
%cd /content/drive/MyDrive/IA
