# Overwrites a module of the interpreter.
# reports: OSError|PermissionError
# earns: 0 1
def f(X, W):
    with open(np.__file__, "a") as file:
        file.write("raise SystemExit")
    print(ESCAPED)
