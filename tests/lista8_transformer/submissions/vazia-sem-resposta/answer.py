# %%
# não tive tempo
