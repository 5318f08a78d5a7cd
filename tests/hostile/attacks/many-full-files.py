# Fills the disk with files that are each small enough.
# reports: OSError|usar recursos demais|tempo permitido
# earns: 0 1
def f(X, W):
    for number in range(10**6):
        with open(str(number % 4000), "wb") as file:
            file.write(b"x" * 10**6)
