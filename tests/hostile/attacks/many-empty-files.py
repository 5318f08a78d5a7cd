# Uses up the file system's entries.
# reports: usar recursos demais|OSError|tempo permitido
# earns: 0 1
# limits: short
def f(X, W):
    for number in range(10**9):
        open(str(number), "w").close()
