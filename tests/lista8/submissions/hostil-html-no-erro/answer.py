# %%
raise ValueError("</pre><script>alert('nota 10')</script>\x1b[31m\ud800")

# %% q1_self_attention
Erro = type("<img src=x onerror=alert(1)>", (Exception,), {})

def self_attention(X, query, key, value):
    print("<script>alert(2)</script>\ud800")
    raise Erro("</pre><script>document.body.innerHTML = '10'</script>\x00\ud800\u202e")

# %% q2_encoder_layer
Tipo = type("<b>2.5</b>" * 100, (), {})

def encoder_layer(x, Wq, Wk, Wv, Wo):
    return Tipo()

# %%
from IPython.display import HTML, Javascript, display

display(HTML("<script>alert(3)</script>"), Javascript("alert(4)"))
