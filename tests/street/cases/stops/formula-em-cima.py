# A formula in LaTeX above the answer, as in a text cell.
# alone: the cell stops before its definitions
# %% in q1_self_attention, above
$$\text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V$$
