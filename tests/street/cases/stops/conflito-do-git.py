# Marks of a merge were left around a line below the answer.
# like: certa-concatenada
# alone: the cell stops before its definitions
# %% in q1_self_attention, below
<<<<<<< HEAD
print("versão da Ana")
=======
print("versão do Beto")
>>>>>>> origin/main
