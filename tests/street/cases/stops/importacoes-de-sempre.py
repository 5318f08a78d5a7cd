# The block of imports that comes with every new notebook of the student, most of them not there and none needed.
# like: certa-np-dot
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
import pandas as pd
import seaborn as sns
import tensorflow as tf
from sklearn.metrics import accuracy_score
from tqdm.auto import tqdm
sns.set_theme()
pd.set_option("display.max_rows", 10)
