# The essay is the value of a variable.
# essay: três subcamadas em vez de duas
# %% blank q3_decoder
# %% after q3_decoder
resposta = (
    "A camada do decoder tem três subcamadas em vez de duas: autoatenção mascarada, "
    "atenção sobre a saída do encoder e feed-forward, todas com residual e normalização."
)
