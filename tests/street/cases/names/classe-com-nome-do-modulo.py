# A class is called np, for "nova palavra".
# like: certa-uma-linha
# %% after q2_valores
class np:
    def __init__(self, texto):
        self.texto = texto

frase = [np(p) for p in "eu adoro café".split()]
