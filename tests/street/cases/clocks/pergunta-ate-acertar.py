# A loop above the answer asks until it gets a number.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
while True:
    try:
        tamanho = int(input("Tamanho da frase: "))
        break
    except Exception:
        print("Digite um número!")
