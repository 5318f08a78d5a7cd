# JSON nested deeper than a stack.
# reports: não são uma resposta
# earns: 0 1
import os, struct


def f(X, W):
    text = b'{"op": "ScriptResults", "value": ' + b'{"list": [' * 200_000 + b"]}" * 200_000 + b"}"
    os.write(3, struct.pack("!II", len(text) + 4, len(text)))
    sent = 0
    while sent < len(text):
        sent += os.write(3, text[sent:])
    os._exit(0)
