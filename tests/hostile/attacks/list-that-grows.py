# Grows a list until memory ends.
# reports: mais memória|usar recursos demais|tempo permitido|encerrado pelo sinal|tempo permitido
# earns: 0 1
# limits: short
def f(X, W):
    kept = []
    while True:
        kept.append(np.zeros(2**21))
