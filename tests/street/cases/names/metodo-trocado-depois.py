# in_place: an attribute of a class
# An experiment replaces a method of the class that the answer uses.
# like: certa-classe
# %% last
CabecaDeAtencao.pesos = lambda self, X: np.ones((len(X), len(X))) / len(X)
CabecaDeAtencao.forward = lambda self, X: X
