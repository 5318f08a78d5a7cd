# Opens the kit's own answer key.
# reports: Error
# earns: 0 1
def f(X, W):
    print(ESCAPED, open(PROJECT + "/solutions/lista8/reference.py").read())
