# One huge file.
# reports: OSError
# earns: 0 1
def f(X, W):
    with open("grande", "wb") as file:
        for _ in range(100):
            file.write(b"x" * 10**8)
            file.flush()
