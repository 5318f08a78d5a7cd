# A folder that its owner may not enter.
# reports: valores|feito
# earns: 1 1
import os

os.umask(0)
os.mkdir("fechada", 0)
print("feito")
