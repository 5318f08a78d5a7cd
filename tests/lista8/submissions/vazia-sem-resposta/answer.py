# %%
# vou fazer no fim de semana
print("Lista 8")
