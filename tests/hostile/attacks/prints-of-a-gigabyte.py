# Drowns the feedback in text.
# reports: saída cortada
# earns: 1 1
text = "x" * 10**6
for _ in range(1000):
    print(text)
