# Installs a package and imports it, in the answer's cell.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
!pip install --quiet torch transformers
from transformers import BertTokenizer
tok = BertTokenizer.from_pretrained("neuralmind/bert-base-portuguese-cased")
# %% in q2_encoder_layer, above
import subprocess, sys
subprocess.check_call([sys.executable, "-m", "pip", "install", "einops"])
