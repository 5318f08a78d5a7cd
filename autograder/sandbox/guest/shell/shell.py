"""An IPython shell without a kernel: it runs cells and keeps what they show as nbformat outputs, cut at a size.

It gives notebook code what it expects (magics, display, plots, `Out`, top-level await, errors that do not stop later
cells) at the cost of a function call, and shows what ipykernel and nbclient would. What it keeps comes from a student:
the judge checks every field again.
"""

import ast
import asyncio
import contextlib
import contextvars
import sys
from collections.abc import Coroutine
from types import CodeType
from typing import Any

from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.compilerop import CachingCompiler
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.text import SList
from traitlets.config import Config

from autograder.sandbox.guest.shell.display import Compiler, Publisher, ResultHook
from autograder.sandbox.guest.shell.outputs import TEXT_LIMIT, Outputs
from autograder.sandbox.guest.shell.tracebacks import cut, keep_colours, shorten

NO_PROCESS = "no process can be started while a notebook is graded: {}"
PROMPT = "In ["  # at the start of a cell: a pasted prompt, which IPython takes away, and which is Python too
AWAITS = ("async", "await")  # also in "asyncio": a cell that needs an event loop
UNSHOWN = "ERROR: An error occurred while showtraceback was disabled"  # nbgrader's own words, in its Execute


class Shell(InteractiveShell):
    """InteractiveShell whose outputs go to `self.outputs`."""

    displayhook_class = ResultHook
    display_pub_class = Publisher
    compiler_class = Compiler

    def __init__(self, *args: Any, **kwargs: Any):
        self.outputs = Outputs()
        self._shown: list[str] = []  # the traceback that this cell showed last
        self._result_failed = False
        self.context = contextvars.copy_context()  # that all cells share
        self._transformed = ("", "")  # the source of the running cell and what it was transformed into
        self._plain: tuple[list[ast.stmt], list[CodeType]] | None = None  # it and its code, if it is plain Python
        self._awaits = False  # whether a cell so far needed an event loop
        super().__init__(*args, **kwargs)
        manager = self.input_transformer_manager
        self._transforms = len(manager.cleanup_transforms) + len(manager.line_transforms)

    def init_io(self) -> None:
        pass

    def init_hooks(self) -> None:
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *page, **lines: None, 99)  # help pages are no output of a cell

    def init_magics(self) -> None:
        super().init_magics()
        scripts = self.magics_manager.registry["ScriptMagics"]
        scripts.shebang = self.magics_manager.magics["cell"]["script"] = lambda line, cell: self.system(line)

    def enable_gui(self, gui: str | None = None) -> None:
        pass

    def ask_exit(self) -> None:
        """exit() and quit() do nothing: a notebook that is graded has no session to end."""

    def system(self, cmd: str) -> None:
        """`!cmd`: like a command that fails, it says so and lets the cell go on."""
        print(NO_PROCESS.format(cmd), file=sys.stderr)
        self.user_ns["_exit_code"] = 127  # "command not found" of POSIX shells

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | str:
        self.system(cmd)
        return SList([]) if split else ""

    def run_notebook_cell(self, source: str) -> ExecutionResult:
        """Run one cell as a kernel would, and show the errors that nbgrader would add."""
        self._shown, self._result_failed = [], False
        self._plain = self._compiled(source)
        if self._plain is not None:
            result = self.context.run(self.run_cell, source, store_history=True)
        else:
            result = self._in_loop(self._run_awaiting(source))
        if not result.success or self._result_failed:
            self._show_unshown(result.error_before_exec or result.error_in_exec)
        return result

    def _compiled(self, source: str) -> tuple[list[ast.stmt], list[CodeType]] | None:
        """A cell that is Python as it stands and needs no event loop: nine of ten are, and cost a fifth."""
        manager = self.input_transformer_manager
        self._awaits = self._awaits or any(word in source for word in AWAITS)
        if self._awaits or source[:1].isspace() or source.startswith(PROMPT):
            return None
        if len(manager.cleanup_transforms) + len(manager.line_transforms) != self._transforms:
            return None  # the notebook added its own
        if self.input_transformers_post or self.ast_transformers:
            return None
        transformed = source if source.endswith("\n") else source + "\n"
        try:
            tree = self.compile.ast_parse(transformed)
            code = self._in_pieces(tree.body, self.compile.get_code_name(source, "", 0), self.compile)
        except Exception:  # magics, !commands, ?help and awaits are no Python
            return None
        if self.outputs.printed:  # a warning, which IPython gives again
            self.outputs.start()
            return None
        self._transformed, self.compile.ready = (source, transformed), (transformed, tree)
        return tree.body, code

    def _in_loop(self, cell: Coroutine) -> ExecutionResult:
        """Run a cell in the notebook's one event loop and context, as a kernel does even without an await."""
        loop = get_asyncio_loop()
        task = loop.create_task(cell, context=self.context)
        try:
            return loop.run_until_complete(task)
        except KeyboardInterrupt:  # out of time in an await: end it, or it would go on in a later cell
            task.cancel()
            loop.run_until_complete(task)
            raise

    async def _run_awaiting(self, source: str) -> ExecutionResult:
        """As IPythonKernel.do_execute, in ipykernel/ipkernel.py."""
        try:
            transformed, failed = super().transform_cell(source), None
            self._transformed = (source, transformed)
        except Exception:
            transformed, failed = source, sys.exc_info()
        if not self.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=failed):
            return self.run_cell(source, store_history=True)
        result = None
        try:
            result = await asyncio.ensure_future(
                self.run_cell_async(
                    source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failed
                )
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result

    async def run_ast_nodes(self, nodelist: list[ast.stmt], cell_name: str, **kwargs: Any) -> bool:
        """Run a cell's statements at once and its last expression apart; IPython compiles each by itself."""
        code = []
        if self._plain and self._plain[0] is nodelist and not self.ast_transformers:
            code = self._plain[1]
        else:
            with contextlib.suppress(Exception):  # an await, or an error that IPython finds after it ran the rest
                code = self._in_pieces(nodelist, cell_name, kwargs["compiler"])
        if not code or kwargs["interactivity"] != "last_expr":
            return await super().run_ast_nodes(nodelist, cell_name, **kwargs)
        for part in code:
            if await self.run_code(part, kwargs["result"]):
                return True
        return False

    @staticmethod
    def _in_pieces(nodes: list[ast.stmt], cell_name: str, compiler: CachingCompiler) -> list[CodeType]:
        """A cell in one or two pieces. Raises what `compile` raises."""
        split = len(nodes) - (isinstance(nodes[-1], ast.Expr) if nodes else 0)
        pieces = [(ast.Module(nodes[:split], []), "exec"), (ast.Interactive(nodes[split:]), "single")]
        return [compiler(piece, cell_name, mode) for piece, mode in pieces if piece.body]

    def should_run_async(self, raw_cell: str, **kwargs: Any) -> bool:
        known = self._plain is not None and raw_cell == self._transformed[0]
        return not known and super().should_run_async(raw_cell, **kwargs)

    def _format_exception_for_storage(self, *exception: Any, **kwargs: Any) -> list[str]:
        """IPython draws every traceback a second time, for a history that nobody reads here."""
        return []

    def transform_cell(self, raw_cell: str) -> str:
        """run_cell asks again for what costs 0.7 ms."""
        source, transformed = self._transformed
        return transformed if raw_cell == source else super().transform_cell(raw_cell)

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        shorten(self._get_exc_info(exc_tuple)[2])
        super().showtraceback(exc_tuple, *args, **kwargs)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self._result_failed = self._result_failed or self.displayhook.output is not None
        self._shown = cut(stb)
        self._show_error(etype.__name__, str(evalue), self._shown)

    def _show_unshown(self, error: BaseException | None) -> None:
        """An error that showed no traceback is added, as in nbgrader's Execute.on_cell_executed."""
        self.outputs.flush()
        name = type(error).__name__
        if not any(item["output_type"] == "error" and item["ename"] == name for item in self.outputs.items):
            self._show_error(name, str(error), self._shown or [UNSHOWN])

    def _show_error(self, name: str, message: str, lines: list[str]) -> None:
        error = {"output_type": "error", "ename": name, "evalue": message[:TEXT_LIMIT], "traceback": lines}
        self.outputs.show(error)

    def raw_input(self, prompt: str = "") -> str:
        raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")

    def getpass(self, prompt: str = "", stream: Any = None) -> str:
        raise StdinNotImplementedError("getpass was called, but this frontend does not support input requests.")


Shell.__name__ = Shell.__qualname__ = "ZMQInteractiveShell"  # libraries ask for it: is this a notebook?
Shell.__module__ = "ipykernel.zmqshell"


def make_shell() -> Shell:
    """The one shell of a zygote, made before it forks."""
    keep_colours()
    config = Config()
    config.HistoryManager.enabled = False  # its thread would not survive a fork
    config.InteractiveShell.colors = "neutral"
    config.InteractiveShell.xmode = "Context"
    config.IPKernelApp = Config()  # libraries look for this section to know that they are in a notebook
    return Shell.instance(config=config)
