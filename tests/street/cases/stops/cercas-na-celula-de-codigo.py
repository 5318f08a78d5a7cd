# Pasted with the fences of a chat, into a code cell.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
```python
# %% in q1_self_attention, below
```
# %% in q2_encoder_layer, above
Claro! Aqui está a função:

```python
# %% in q2_encoder_layer, below
```
