# An essay with a sketch of code in fences: all of it is for the person who grades.
# essay: A camada ficaria assim | np.triu
# %% [markdown] q3_decoder
# A camada ficaria assim:
#
# ```python
# mascara = np.triu(np.full((n, n), -np.inf), k=1)
# def decoder_layer(x, memoria, Wq, Wk, Wv, Wo):
#     ...
# ```
#
# com uma segunda atenção sobre `memoria`.
