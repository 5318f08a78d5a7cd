# Copies another student's notebook.
# reports: Error
# earns: 0 1
def f(X, W):
    print(ESCAPED, open(WORLD + "/submitted/ana/notebook.ipynb").read())
