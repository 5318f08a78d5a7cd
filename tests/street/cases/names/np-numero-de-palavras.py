# np is the number of words of a text, further down.
# like: certa-np-dot
# %% after q3_decoder
texto = "o gato viu o rato e o rato viu o gato"
np, nv = len(texto.split()), len(set(texto.split()))
print(np, nv)
