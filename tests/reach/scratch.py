"""Cells that students write in ordinary courses. EQUAL ones show the same in the fence as in a kernel."""

EQUAL = r"""
import sys, os, warnings, logging; print(__name__); 1 + 1
#%%
_ * 10, Out[1], In[-1], len(_ih)
#%%
%matplotlib inline
import matplotlib.pyplot as plt
plt.plot([1, 2, 3]); plt.title("ção $\\alpha$")
#%%
fig, ax = plt.subplots(); ax.plot([1, 4]); plt.show(); print("depois")
#%%
plt.figure(figsize=(2, 2)); plt.hist([1, 2, 2]);
#%%
fig
#%%
plt.plot([1, 2]); 1 / 0
#%%
%config InlineBackend.figure_formats = ["svg"]
plt.rcParams["svg.hashsalt"] = "s"; plt.figure(figsize=(1, 1)); plt.plot([3, 1]);
#%%
%config InlineBackend.figure_formats = ["png"]
#%%
warnings.warn("um aviso")
#%%
warnings.warn("velho", DeprecationWarning)
#%%
x = 5 is 5
#%%
def f(a):
    b = a
    return b / 0

f(1)
#%%
x = [1, 2
#%%
  def g(): pass
print(1)
#%%
if True:
print(2)
#%%
raise SystemExit("fim")
#%%
sys.exit()
#%%
raise KeyboardInterrupt
#%%
try:
    1 / 0
except ZeroDivisionError as e:
    raise RuntimeError("de novo") from e
#%%
raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
#%%
def rec(n): return rec(n + 1)
rec(0)
#%%
def deep(n):
    if n == 0: raise KeyError("fundo")
    return deep(n - 1)
deep(300)
#%%
assert 1 == 2, "mensagem ç"
#%%
raise ValueError("x" * 5000)
#%%
exec("1/0")
#%%
print("a"); print("b", file=sys.stderr); print("c")
#%%
print("um", flush=True); print("err", file=sys.stderr, flush=True); print("dois")
#%%
logging.warning("log"); logging.getLogger("x").error("erro"); logging.info("nada")
#%%
import getpass, builtins; builtins.input is input, getpass.getpass.__name__
#%%
%nosuchmagic 3
#%%
%%nosuchcell
abc
#%%
shell = get_ipython(); shell, type(shell).__module__, "IPKernelApp" in shell.config
#%%
from IPython.display import *
display(HTML("<b>x</b>"), Markdown("**y**"), Latex("$x$"), Math("y"), Pretty("oi"))
#%%
SVG('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')
#%%
JSON({"a": [1, 2.5, None, True], "b": "ç"})
#%%
import base64
pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
Image(data=base64.b64decode(pixel), width=10)
#%%
Image(data=base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), format="gif")
#%%
class Frame:
    def __repr__(self): return "   a\n0  1"
    def _repr_html_(self): return "<div><table class=\"dataframe\"><tr><td>ç</td></tr></table></div>"
Frame()
#%%
class Bad:
    def _repr_html_(self): raise ValueError("ruim")
Bad()
#%%
class Worse:
    def __repr__(self): raise ValueError("pior")
Worse()
#%%
h1 = display("primeiro", display_id="d1"); h2 = display("auto", display_id=True)
#%%
update_display("mudado", display_id="d1"); print("ok")
#%%
display("outra vez", display_id="d1");
#%%
update_display("final", display_id="d1"); update_display("nada", display_id="nenhum"); h2.update("novo")
#%%
print("some"); clear_output(); print("fica")
#%%
for i in range(3):
    clear_output(wait=True); print(i)
#%%
display(1); clear_output(); display(2, display_id="z"); update_display(3, display_id="z")
#%%
print("antes"); display(1); print("err", file=sys.stderr); display(2); print("fim"); 3
#%%
p = ProgressBar(3); display(p); p.progress = 2
#%%
print("progresso 1\rprogresso 2\b3")
#%%
%time sum(range(10))
#%%
%%time
s = sum(range(10))
#%%
%timeit -n 1 -r 1 1+1
#%%
%%capture cap
print("escondido")
#%%
cap.stdout
#%%
%%writefile mod_novo.py
def triple(x): return 3 * x
#%%
from mod_novo import triple
triple(4)
#%%
%run mod_novo.py
#%%
%load_ext autoreload
%autoreload 2
#%%
os.environ["NBGRADER_EXECUTION"]
#%%
len?
#%%
help(len)
#%%
%%html
<i>a</i>
#%%
%%latex
$a$
#%%
%precision 3
3.14159265
#%%
%precision
#%%
%xmode Verbose
#%%
f([1])
#%%
%xmode Context
#%%
import numpy as np; np.log(0)
#%%
np.set_printoptions(precision=2); np.array([1.23456])
#%%
np.array([1.23456]), np.float64(1.5)
#%%
np.testing.assert_allclose([1.0], [2.0])
#%%
import pickle
class P: pass
pickle.loads(pickle.dumps(P())).__class__ is P, P.__module__
#%%
import inspect, __main__
print(inspect.getsource(f)); __main__.f is f
#%%
sys.stdout.write("sem fim de linha")
#%%
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as buffer: print("x")
buffer.getvalue()
#%%
print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.errors, hasattr(sys.stdout, "buffer"))
#%%
print("unicode ✓ é 漢字 🎉")
#%%
for i in range(200): print("z" * 500)
#%%
list(range(3000))
#%%
"x" * 70000
#%%
def careless(x):
    breakpoint()
    return x
careless(3)
#%%
import traceback
try: 1 / 0
except Exception: traceback.print_exc()
#%%
import unittest
class T(unittest.TestCase):
    def test_a(self): self.assertEqual(1, 2)
unittest.main(argv=[""], exit=False)
#%%
import doctest
def d(x):
    '''
    >>> d(1)
    2
    '''
    return x
doctest.testmod()
#%%
from dataclasses import dataclass
@dataclass
class DC: a: int
DC(1)
#%%
open("novo.txt", "w").write("ç"); open("nao_existe.txt")
#%%
"uma frase"
#%%
"outra"
x: int = 3
__annotations__["x"], __doc__
#%%
print("antes")
return 5
#%%
In [3]: 5 + 1
#%%
   # um comentário recuado
print("depois do comentário")
#%%

print("linha vazia antes"); 1 / 0
#%%
5;
#%%
6; # ponto e vírgula
#%%
None
#%%
x = 7; x
#%%
from __future__ import annotations
def typed(a: Nothing): return a
typed(1)
#%%
get_ipython().run_cell("%precision 2\n1/3").success
#%%
get_ipython().run_line_magic("precision", "")
#%%
yield 3
#%%
class Raises:
    def __del__(self): raise ValueError("del")
r = Raises(); del r
#%%
np.seterr(divide="raise"); np.array([1.0]) / 0
#%%
np.array([1.0]) / 0
#%%
np.seterr(divide="warn"); _i, _ii, len(In) == len(_ih)
#%%
sys.last_value, sys.last_type
#%%
eval("1 +")
#%%
lines = "? ! % /"; print('''
%matplotlib inline
!ls
''')
#%%
x = 5 % 3
y = (x
% 2)
y
#%%
def upper(lines): return [line.replace("#gritar", "print") for line in lines]
get_ipython().input_transformers_cleanup.append(upper)
#%%
#gritar("transformado")
#%%
get_ipython().input_transformers_cleanup.remove(upper)
#%%
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
1
2
#%%
3
4
#%%
InteractiveShell.ast_node_interactivity = "last_expr"
#%%
for i in range(3000): print("linha", i)
#%%
import asyncio
await asyncio.sleep(0.01, "pronto")
#%%
async def h():
    print("na corrotina"); return 5
await h()
#%%
coroutine = h()
asyncio.run(coroutine)
#%%
coroutine.close(); asyncio.get_event_loop().is_running()
#%%
await asyncio.gather(h(), h())
#%%
print("um laço de eventos já existe"); sum(range(10))
""".strip().split("\n#%%\n")

UNEQUAL = {  # source: why it cannot, or need not, show the same
    "!echo oi": "no process in the fence: a message on stderr, and the cell goes on",
    "linhas = !echo oi\nprint(linhas)": "the same; the list is empty",
    "%%bash\necho oi": "the same",
    "import subprocess; subprocess.run(['echo'])": "the same; an OSError, as from any program that does not start",
    "import threading; threading.Thread(target=print).start(); print('fim')": "no thread in the fence",
    "import os; os.write(1, b'direto\\n')": "what bypasses sys.stdout (C code, os.write) is not captured",
    "Javascript('alert(1)')": "JavaScript is dropped: an autograded notebook may be opened in a browser",
    "input('nome? ')": "same error; stock's traceback also quotes the source of ipykernel",
    "%store x": "a magic that writes in the instructor's home folder is missing",
    "%autosave 60": "a magic of the notebook page is missing",
    "import os; os.getcwd()": "another folder",
    "import socket; socket.gethostname()": "another machine, and no network",
    "import sqlite3\nfor do in ('pragma journal_mode=wal', 'create table t (x)'): sqlite3.connect('w').execute(do)": (
        "an OperationalError: nobody may ask the kernel for locks, which a write-ahead log needs"
    ),
    "'y' * (3 << 20)": "an output of more than 2 MiB is left out",
}
