# Asks the judge for functions that were not lent.
# reports: recusado|ValueError
# earns: 0 1
import autograder.sandbox.shared.messages as messages
import sys

channel = next(item for item in __import__("gc").get_objects() if type(item).__name__ == "Channel")


def f(X, W):
    for name in ("f", "eval", "__import__", "open", "reference", "os.system"):
        channel.send(messages.Callback(name, (), (), (X, W)))
        answer = channel.receive(messages.CallbackResult, messages.CallbackRefused)
        if isinstance(answer, messages.CallbackResult):
            print(ESCAPED, answer.value)
    raise ValueError("recusado")
