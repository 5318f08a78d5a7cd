# A home-made test puts a false function in and does not put the true one back.
# like: certa-classe
# %% last
def testar_sem_atencao():
    global self_attention, CabecaDeAtencao
    self_attention = lambda X, q, k, v: X * 0
    CabecaDeAtencao = None

testar_sem_atencao()
