# The essay is shown by IPython's Markdown.
# like: certa-einsum
# essay: escores acima da diagonal | vêm da memória do encoder
# %% blank q3_decoder
# %% before antes-de-entregar
from IPython.display import Markdown, display
display(Markdown("""
**Decoder.** Os escores acima da diagonal recebem $-\\infty$. Entra uma atenção em que as chaves e os valores
vêm da memória do encoder. O resto da camada fica igual.
"""))
