"""An IPython shell without a kernel: it runs cells and keeps what they show as nbformat outputs, cut at a size.

It gives notebook code what it expects (magics, display, plots, `Out`, errors that do not stop later cells) at the cost
of a function call. What it keeps comes from a student: the judge checks every field again.
"""

import base64
import io
import traceback
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

TEXT_LIMIT = 64 << 10  # characters that one cell may print, and that one traceback may have
CELL_LIMIT = 2 << 20  # characters of all outputs of one cell, pictures included


class Outputs:
    """The outputs of the running cell. `cut` tells whether something was left out for its size."""

    def __init__(self):
        self.start()

    def start(self) -> None:
        self.items: list[dict] = []
        self.cut = False
        self._size = self._printed = 0
        self._clear_next = False
        self._displays: dict[str, list[dict]] = {}

    def print(self, name: str, text: str) -> None:
        kept = text[: max(0, TEXT_LIMIT - self._printed)]
        self._printed += len(kept)
        self.cut = self.cut or len(kept) < len(text)
        if not kept:
            return
        self._clear_if_asked()
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        else:
            self.items.append({"output_type": "stream", "name": name, "text": kept})

    def show(self, output: dict, display_id: str | None = None) -> None:
        self._size += sum(len(str(item)) for item in output.get("data", {}).values())
        if self._size > CELL_LIMIT:
            self.cut = True
            return
        self._clear_if_asked()
        self.items.append(output)
        if display_id is not None:
            self._displays.setdefault(display_id, []).append(output)

    def update(self, data: dict, metadata: dict, display_id: str | None) -> None:
        for output in self._displays.get(display_id or "", []):
            output.update(data=data, metadata=metadata)

    def clear(self, wait: bool) -> None:
        self._clear_next = True
        if not wait:
            self._clear_if_asked()

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self.items.clear()
            self._clear_next = False


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, outputs: Outputs):
        self.name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.print(self.name, text)
        return len(text)


def _texts(data: dict) -> dict:
    """MIME bundle with bytes (pictures) as base64, as nbformat wants them."""
    return {key: base64.b64encode(item).decode() if isinstance(item, bytes) else item for key, item in data.items()}


class ResultHook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    def start_displayhook(self) -> None:
        self._output = None

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self._output = {
            "output_type": "execute_result",
            "execution_count": self.prompt_count,
            "data": _texts(format_dict),
            "metadata": md_dict or {},
        }

    def finish_displayhook(self) -> None:
        if self._output and self._output["data"]:
            self.shell.outputs.show(self._output)
        self._output = None


class Publisher(DisplayPublisher):
    """Keeps what display() shows."""

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        source: str | None = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        display_id = (transient or {}).get("display_id")
        if update:
            self.shell.outputs.update(_texts(data), metadata or {}, display_id)
        else:
            output = {"output_type": "display_data", "data": _texts(data), "metadata": metadata or {}}
            self.shell.outputs.show(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class Shell(InteractiveShell):
    """InteractiveShell whose outputs go to `self.outputs`."""

    displayhook_class = ResultHook
    display_pub_class = Publisher

    def __init__(self, *args: Any, **kwargs: Any):
        self.outputs = Outputs()
        super().__init__(*args, **kwargs)

    def init_io(self) -> None:
        pass

    def enable_gui(self, gui: str | None = None) -> None:
        pass

    def ask_exit(self) -> None:
        """exit() and quit() do nothing: a notebook that is graded has no session to end."""

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        etype, evalue, tb = self._get_exc_info(exc_tuple)
        if issubclass(etype, RecursionError):  # IPython would draw a thousand frames, which takes it seconds
            self._showtraceback(etype, evalue, traceback.format_exception(etype, evalue, tb, limit=5))
        else:
            super().showtraceback(exc_tuple, *args, **kwargs)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        text = "\n".join(stb)[:TEXT_LIMIT].split("\n")
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue)[:2000], "traceback": text}
        self.outputs.show(error)

    def raw_input(self, prompt: str = "") -> str:
        raise StdinNotImplementedError("input() has nobody to answer it while a notebook is graded")


def make_shell() -> Shell:
    """The one shell of a zygote, made before it forks."""
    config = Config()
    config.HistoryManager.enabled = False  # its thread would not survive a fork
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    return Shell.instance(config=config)
