"""What the handout promises; `python -m autograder release` holds the notebook to it before students get it."""

POINTS = 10
LIBRARIES = ("numpy", "scipy")
PHRASES = {
    "both readings of query, key and value": ("Duas leituras são aceitas", "(d_{model}, d_k)", "(n, d_k)"),
    "the shapes of the encoder's weights": ("(d_k, d_{model})", "`Wo`"),
    "the order of the layer": ("post-LN",),
    "where to read on": ("jalammar.github.io",),
}
