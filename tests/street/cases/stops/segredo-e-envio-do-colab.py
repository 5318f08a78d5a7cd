# Colab: asks for a secret and for a file.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
from google.colab import files, userdata
enviado = files.upload()
token = userdata.get("HF_TOKEN")
