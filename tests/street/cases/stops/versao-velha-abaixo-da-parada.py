# Below the line where the cell stops stands an old wrong version, which never ran.
# %% in q1_self_attention, below
print(resultado_da_versao_nova)

def self_attention(X, query, key, value):
    return softmax(X @ X.T) @ X
# %% in q2_encoder_layer, below
raise SystemExit

encoder_layer = None
layer_norm = lambda x: x
