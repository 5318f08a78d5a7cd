"""Debian's chromium, driven through chromedriver's own protocol (W3C WebDriver): enough to click and to read."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id: W3C WebDriver, section 11
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
OPTIONS += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]
PATIENCE = 120.0  # seconds, on a busy machine

is_here = bool(shutil.which("chromium") and shutil.which("chromedriver"))


class Browser:
    """One window."""

    def __init__(self, driver: str):
        self._driver = driver
        asked = {"goog:chromeOptions": {"args": OPTIONS, "binary": shutil.which("chromium")}}
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": asked}})
        self._session = f"/session/{made['sessionId']}"

    def open(self, url: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": url})

    def click(self, css: str) -> None:
        """Click what the selector finds, when it is there."""
        (found,) = wait(lambda: self._ask("POST", f"{self._session}/elements", _by(css)))
        self._ask("POST", f"{self._session}/element/{found[ELEMENT]}/click", {})

    def text(self, css: str) -> str:
        """All text of what the selector finds, when there is any."""
        return wait(lambda: self.run(f"return $({json.dumps(css)}).text()"))

    def run(self, script: str) -> Any:
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": []})

    def close(self) -> None:
        self._ask("DELETE", self._session)

    def _ask(self, method: str, path: str, body: dict | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._driver + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]


def _by(css: str) -> dict[str, str]:
    return {"using": "css selector", "value": css}


def wait(ask: Callable[[], Any]) -> Any:
    """The first answer that is something. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if answer := ask():
                return answer
        except OSError:  # nobody listens yet
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing came in {PATIENCE:.0f} s")


@contextmanager
def browser(port: int) -> Iterator[Browser]:
    """A browser whose driver listens on a port."""
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait(lambda: urllib.request.urlopen(f"{address}/status", timeout=5))
        window = Browser(address)
        yield window
        window.close()
    finally:
        driver.kill()
        driver.wait()
