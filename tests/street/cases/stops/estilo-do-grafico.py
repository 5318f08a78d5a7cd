# A style and a backend of matplotlib that this machine does not have.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import matplotlib.pyplot as plt
plt.style.use("seaborn-whitegrid")
plt.rcParams["figura.tamanho"] = (8, 4)
# %% in q2_encoder_layer, above
import matplotlib
matplotlib.use("TkAgg", force=True)
