# A wrong answer among things that stop.
# like: errada-devolve-os-pesos
# %% in q1_self_attention, above
raise NotImplementedError("questão ainda não respondida")
# %% last
globals().clear()
