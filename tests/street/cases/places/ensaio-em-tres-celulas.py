# The placeholder stands above three cells of text.
# essay: autoatenção mascarada | atenção encoder-decoder | linear e a softmax
# %% [markdown] after q3_decoder
# **1.** Primeiro, a autoatenção mascarada: ninguém vê as palavras que ainda não foram geradas.
# %% [markdown] after q3_decoder
# **2.** Depois, a atenção encoder-decoder, com K e V vindos do encoder.
# %% [markdown] after q3_decoder
# **3.** No fim da pilha, a camada linear e a softmax sobre o vocabulário.
# %% blank q3_decoder
