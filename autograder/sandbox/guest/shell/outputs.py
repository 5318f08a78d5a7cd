"""What a cell shows, as nbformat outputs, cut at a size while it is shown."""

import io

TEXT_LIMIT = 64 << 10  # characters that one cell may print, and that one traceback may have
LINE_ROOM, LINES = 960, 1001  # more for each line that ended: nbgrader's LimitOutput keeps 1000 lines of any length
CELL_LIMIT = 2 << 20  # characters of all outputs of one cell, pictures included


class Outputs:
    """The outputs of the running cell, and the displays of earlier ones that it changed.

    items: its outputs so far; updates: {(cell, position): output} of earlier cells; printed: number of characters;
    cut: something was too large.
    """

    def __init__(self):
        self._displays: dict[str, list[dict]] = {}
        self._places: dict[int, tuple[int, int]] = {}  # id of an output of an earlier cell: its cell and position
        self.start()

    def start(self) -> None:
        self.items: list[dict] = []
        self.updates: dict[tuple[int, int], dict] = {}
        self.cut = False
        self._size = self.printed = self._lines = 0
        self._clear_next = False
        self._waiting: dict[str, list[str]] = {"stdout": [], "stderr": []}

    def finish(self, cell: int) -> None:
        """End the running cell, which is number `cell` of the notebook."""
        self.flush()
        displayed = {id(output) for outputs in self._displays.values() for output in outputs}
        places = {id(output): (cell, position) for position, output in enumerate(self.items)}
        self._places |= {key: place for key, place in places.items() if key in displayed}

    def print(self, name: str, text: str) -> None:
        room = TEXT_LIMIT + LINE_ROOM * min(self._lines, LINES) - self.printed
        kept = text[: max(0, room)]
        self.printed += len(kept)
        self._lines += kept.count("\n")
        self.cut = self.cut or len(kept) < len(text)
        self._waiting[name].append(kept)

    def flush(self, *names: str) -> None:
        """Move what was printed into `items`. Until then stderr waits behind stdout, as in a kernel."""
        for name in names or ("stdout", "stderr"):
            text = "".join(self._waiting[name])
            self._waiting[name] = []
            if text:
                self._clear_if_asked()
                self._append_text(name, text)

    def _append_text(self, name: str, text: str) -> None:
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def show(self, output: dict, display_id: str | None = None) -> None:
        self.flush()
        if not self._fits(output):
            return
        self._clear_if_asked()
        self.items.append(output)
        if display_id is not None:
            self.update(output["data"], output["metadata"], display_id)
            self._displays.setdefault(display_id, []).append(output)

    def update(self, data: dict, metadata: dict, display_id: str | None) -> None:
        self.flush()
        for output in self._displays.get(display_id or "", []):
            output.update(data=data, metadata=metadata)
            if id(output) in self._places:
                self.updates[self._places[id(output)]] = output

    def clear(self, wait: bool) -> None:
        self.flush()
        self._clear_next = True
        if not wait:
            self._clear_if_asked()

    def _fits(self, output: dict) -> bool:
        self._size += sum(len(str(item)) for item in output.get("data", {}).values())
        self.cut = self.cut or self._size > CELL_LIMIT
        return self._size <= CELL_LIMIT

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            self.items.clear()
            self._clear_next = False


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "UTF-8"
    errors = None

    def __init__(self, name: str, outputs: Outputs):
        self.name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.print(self.name, text)
        return len(text)

    def flush(self) -> None:
        self._outputs.flush(self.name)
