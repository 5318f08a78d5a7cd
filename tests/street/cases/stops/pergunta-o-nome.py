# Asks for the student's name and number in the answer's cell.
# like: certa-concatenada
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
nome = input("Nome: ")
nusp = int(input("Número USP: "))
# %% in q2_encoder_layer, above
import getpass
senha = getpass.getpass()
