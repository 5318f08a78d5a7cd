# Ends its process wherever it can.
# reports: encerrou o processo
# earns: 1 1
import os

os._exit(0)
