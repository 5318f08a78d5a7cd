# A loop without end before anything is defined.
# reports: tempo permitido
# earns: 1 1
# limits: short
while True:
    pass
