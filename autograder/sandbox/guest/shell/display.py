"""How IPython hands over what a cell shows: results and displays as nbformat outputs, and the names of its code."""

import ast
import base64
import json
import os
from typing import Any

import numpy as np
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from autograder.sandbox.guest.shell.tracebacks import no_module


def _plain(data: dict | None) -> dict:
    """MIME bundle or metadata as JSON, with bytes (pictures) as base64, as nbformat wants them."""
    return json.loads(json.dumps(data or {}, skipkeys=True, default=_text_of))


def _text_of(item: Any) -> str:
    return base64.b64encode(item).decode() if isinstance(item, bytes) else repr(item)


class ResultHook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    output: dict | None = None  # not None while a value is being shown

    def start_displayhook(self) -> None:
        self.output = {"output_type": "execute_result", "data": {}, "metadata": {}}

    def write_output_prompt(self) -> None:
        self.output["execution_count"] = self.prompt_count

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.output.update(data=_plain(format_dict), metadata=_plain(md_dict))

    def finish_displayhook(self) -> None:
        if self.output["data"]:
            self.shell.outputs.show(self.output)
        self.output = None


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
            self.shell.outputs.update(_plain(data), _plain(metadata), display_id)
        else:
            output = {"output_type": "display_data", "data": _plain(data), "metadata": _plain(metadata)}
            self.shell.outputs.show(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class Compiler(CachingCompiler):
    """Names the code of a cell as ipykernel does: the names stand in warnings and tracebacks.

    ready: a source and its tree, for the next one who asks for it.
    """

    ready: tuple[str, ast.AST] | None = None
    _named = ("", "")  # the last cell and its name

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        if raw_code != self._named[0]:
            name = f"/tmp/ipykernel_{os.getpid()}/{murmur2(raw_code.encode('utf-8', 'replace'))}.py"
            no_module(name)
            self._named = raw_code, name
        return self._named[1]

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        ready, self.ready = self.ready, None
        return ready[1] if ready and ready[0] == source else super().ast_parse(source, filename, symbol)


def murmur2(data: bytes, seed: int = 0xC70F6907) -> int:
    """MurmurHash2, 32 bits, as in ipykernel/compiler.py."""
    m, whole = np.uint32(0x5BD1E995), len(data) & ~3
    words = np.frombuffer(data, "<u4", whole // 4) * m
    words = (words ^ (words >> np.uint32(24))) * m
    h, m = seed ^ len(data), int(m)
    for word in words.tolist():
        h = (h * m & 0xFFFFFFFF) ^ word
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & 0xFFFFFFFF
    h = (h ^ (h >> 13)) * m & 0xFFFFFFFF
    return h ^ (h >> 15)
