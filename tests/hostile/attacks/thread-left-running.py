# A thread that goes on after the answer.
# reports: thread
# earns: 0 1
import threading, time


def f(X, W):
    threading.Thread(target=time.sleep, args=(600,)).start()
    print(ESCAPED)
