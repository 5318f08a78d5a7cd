# Displays pictures without end.
# reports: saída cortada
# earns: 1 1
from IPython.display import Image, display

for _ in range(40):
    display(Image(data=b"\x89PNG" + bytes(10**6)))
