# Downloads something in the answer's cell.
# like: certa-np-dot
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import urllib.request
urllib.request.urlretrieve("http://jalammar.github.io/images/t/encoder.png", "encoder.png")
# %% in q2_encoder_layer, above
import requests
pagina = requests.get("https://jalammar.github.io/illustrated-transformer/", timeout=2).text
