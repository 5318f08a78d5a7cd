# The judge's memory as a file.
# reports: Error
# earns: 0 1
def f(X, W):
    print(ESCAPED, open(f"/proc/{JUDGE}/mem", "rb").read(1))
