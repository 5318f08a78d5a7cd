# Ignores every signal and sleeps on.
# reports: tempo permitido|tempo permitido
# earns: 0 1
# limits: short
import signal, time

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def f(X, W):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(100)
