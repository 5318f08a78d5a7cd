# Asks the judge for functions that were not lent.
# reports: recusado|ValueError
# earns: 0 1
import autograder.sandbox.guest.runner as runner
import sys

channel = next(item for item in __import__("gc").get_objects() if type(item).__name__ == "Channel")


def f(X, W):
    for name in ("f", "eval", "__import__", "open", "reference", "os.system"):
        channel.send({"op": "callback", "name": name, "keywords": []}, (X, W))
        reply, value = channel.receive()
        if reply["op"] != "refuse":
            print(ESCAPED, value)
    raise ValueError("recusado")
