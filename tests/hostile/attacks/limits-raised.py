# Raises its own limits.
# reports: Error
# earns: 0 1
import resource


def f(X, W):
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    print(ESCAPED)
