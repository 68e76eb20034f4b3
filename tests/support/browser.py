"""A headless Chromium, driven by its own DevTools protocol over two pipes: no driver, no port, no package."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Object = dict[str, object]

_LIMIT = 60.0
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    # Whatever a page asks for, nothing is found but this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# Chromium reads commands from descriptor 3 and writes answers to 4.
_START = """
import fcntl, os, sys
reader, writer = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3])
os.dup2(reader, 3)
os.dup2(writer, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class BrowserError(AssertionError):
    """The browser did not do what it was told."""


class Browser:
    """A running Chromium; `page` opens pages in it."""

    def __init__(self, process: subprocess.Popen[bytes], commands: int, answers: int) -> None:
        self._process, self._commands, self._answers = process, commands, answers
        self._number = 0
        self._rest = b""
        self._results: dict[int, Object] = {}
        self._pages: dict[str, Page] = {}

    @contextmanager
    def page(self, width: int = 1280, height: int = 900, *, dark: bool = False) -> Iterator[Page]:
        """A tab of its own, as a screen of this size shows it; closed when the context is left."""
        target = text(self.call("Target.createTarget", {"url": "about:blank"}), "targetId")
        session = text(self.call("Target.attachToTarget", {"targetId": target, "flatten": True}), "sessionId")
        page = Page(self, session)
        self._pages[session] = page
        try:
            for domain in ("Page", "Network", "Runtime", "Log"):
                page.call(f"{domain}.enable")
            page.look(width, height, dark=dark)
            yield page
        finally:
            del self._pages[session]
            self.call("Target.closeTarget", {"targetId": target})

    def call(self, method: str, parameters: Object | None = None, session: str | None = None) -> Object:
        """What a method of the protocol answers. Raises `BrowserError` if it can't, or takes too long."""
        self._number += 1
        number = self._number
        message: Object = {"id": number, "method": method, "params": parameters or {}}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data) :]
        self.wait(lambda: number in self._results, f"an answer to {method}")
        answer = self._results.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']}")
        return part(answer, "result")

    def wait(self, holds: Callable[[], bool], what: str, limit: float = _LIMIT) -> None:
        """Take in what the browser says until something holds."""
        end = time.monotonic() + limit
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                raise BrowserError(f"there was no {what} within {limit:g} s")
            self._take_in(min(left, 0.2))

    def _take_in(self, limit: float) -> None:
        if not select.select([self._answers], [], [], limit)[0]:
            return
        data = os.read(self._answers, 1 << 20)
        if not data:
            raise BrowserError(f"the browser ended with {self._process.wait()}")
        *messages, self._rest = (self._rest + data).split(b"\0")
        for each in messages:
            message: Object = json.loads(each)
            number = message.get("id")
            if isinstance(number, int):
                self._results[number] = message
            elif page := self._pages.get(str(message.get("sessionId"))):
                page.happened(str(message["method"]), part(message, "params"))


class Page:
    """One tab: what it shows, what it asked for, what it complained of."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        self.complaints: list[str] = []
        self._requests: dict[str, str] = {}
        self._loaded = 0

    def call(self, method: str, **parameters: object) -> Object:
        """A method of the protocol for this tab."""
        return self._browser.call(method, dict(parameters), self._session)

    def happened(self, event: str, told: Object) -> None:
        """Take in an event."""
        if event == "Page.loadEventFired":
            self._loaded += 1
        elif event == "Network.requestWillBeSent":
            self._requests[text(told, "requestId")] = text(part(told, "request"), "url")
        elif event == "Network.loadingFailed" and told.get("blockedReason"):
            self._requests.pop(text(told, "requestId"), None)
        elif event == "Page.javascriptDialogOpening":
            self.complaints.append(f"a dialog says {told['message']}")
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(told["exceptionDetails"]))
        elif event == "Log.entryAdded" and part(told, "entry").get("level") == "error":
            self.complaints.append(f"{part(told, 'entry').get('text')} {part(told, 'entry').get('url', '')}")
        elif event == "Runtime.consoleAPICalled" and told.get("type") == "error":
            self.complaints.append(json.dumps(told["args"]))

    @property
    def requests(self) -> list[str]:
        """What the page asked for, but for what its own policy forbade."""
        return list(self._requests.values())

    def look(self, width: int, height: int, *, dark: bool = False) -> None:
        """Become a screen of this size, of a reader who likes it dark or not; a narrow one is a phone's."""
        phone = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", features=[scheme, still])

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded with all that belongs to it."""
        before = self._loaded
        answer = self.call("Page.navigate", url=url)
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")
        # The same page at another place of it is not loaded again.
        if "loaderId" in answer:
            self._browser.wait(lambda: self._loaded > before, f"end of loading {url}")

    def run(self, script: str) -> object:
        """The value of an expression, or of what it promises."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{script[:200]}: {json.dumps(answer['exceptionDetails'])[:2000]}")
        return part(answer, "result").get("value")

    def until(self, script: str, limit: float = 20.0) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + limit
        while not self.run(script):
            if time.monotonic() > end:
                raise BrowserError(
                    f"{script} did not become true within {limit:g} s; the page complains: {self.complaints}"
                )
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of the first element of a selector."""
        place = self.run(
            f"(() => {{ const found = document.querySelector({json.dumps(selector)});"
            " found.scrollIntoView({block: 'center'}); const at = found.getBoundingClientRect();"
            " return [at.x + at.width / 2, at.y + at.height / 2]; })()"
        )
        assert isinstance(place, list)
        for event in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=event, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, words: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=words)

    def press(self, key: str) -> None:
        """Press a key: `Enter`, `Tab`, `ArrowDown`, or a character."""
        code = {"Enter": 13, "Tab": 9, "ArrowDown": 40, "Escape": 27}.get(key, ord(key[0]))
        sign = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": code, **({"text": sign} if sign else {})}
        self.call("Input.dispatchKeyEvent", **down)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def screenshot(self, file: Path, *, whole: bool = True) -> None:
        """The page as a PNG: all of it, or what fits on the screen."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(text(answer, "data")))


@contextmanager
def running(program: Path, folder: Path) -> Iterator[Browser]:
    """A browser with a profile in a folder of its own, for as long as the context lasts."""
    command_reader, commands = os.pipe()
    answers, answer_writer = os.pipe()
    flags = [*_FLAGS, f"--user-data-dir={folder / 'profile'}"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", _START, str(command_reader), str(answer_writer), str(program), *flags],
            pass_fds=(command_reader, answer_writer), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, "HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    os.close(command_reader)
    os.close(answer_writer)
    try:
        yield Browser(process, commands, answers)
    finally:
        os.close(commands)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(answers)


def part(value: Object, name: str) -> Object:
    """A map within a map."""
    found = value[name]
    assert isinstance(found, dict)
    return found


def text(value: Object, name: str) -> str:
    """A text within a map."""
    found = value[name]
    assert isinstance(found, str)
    return found
