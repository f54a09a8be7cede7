"""Prints HTML files with one headless browser, a tab each: `… CHROMIUM PROFILE NAME.html …`."""

import base64
import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

PRINTING = {
    "preferCSSPageSize": True,
    "printBackground": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}
FLAGS = (
    "--remote-debugging-pipe",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--mute-audio",
)


class Browser:
    """A browser that is spoken to over a pipe, in the DevTools protocol."""

    def __init__(self, program: str, profile: str) -> None:
        to_browser, self.write = os.pipe()
        self.read, from_browser = os.pipe()
        self.numbers = itertools.count(1)
        self.left = b""
        self.process = subprocess.Popen(
            [*_with_pipes(to_browser, from_browser), program, *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)

    def say(self, method: str, session: str = "", **values: object) -> int:
        """Send a command; its number."""
        number = next(self.numbers)
        said = {"id": number, "method": method, "params": values}
        if session:
            said["sessionId"] = session
        data = json.dumps(said).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        return number

    def hear(self) -> dict:
        """The next message."""
        pieces = [self.left]
        while b"\0" not in pieces[-1]:
            pieces.append(os.read(self.read, 1 << 20))
            if not pieces[-1]:
                sys.exit("the browser has gone")
        message, self.left = b"".join(pieces).split(b"\0", 1)
        return json.loads(message)


def _with_pipes(to_browser: int, from_browser: int) -> list[str]:
    # The protocol's pipes are the browser's descriptors 3 and 4.
    return ["/bin/sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh"]


def main() -> None:
    """Open all tabs at once, print each when it has loaded, and close the browser."""
    program, profile, *files = sys.argv[1:]
    signal.alarm(1800)  # a browser that has stopped answering
    browser = Browser(program, profile)
    asked = {
        browser.say("Target.createTarget", url="about:blank"): ("open", each) for each in files
    }
    tabs: dict[str, str] = {}
    loads: set[str] = set()
    while files:
        said = browser.hear()
        if "error" in said:
            sys.exit(str(said["error"]))
        what, file = asked.pop(said.get("id", 0), ("", ""))
        if what == "open":
            target = said["result"]["targetId"]
            number = browser.say("Target.attachToTarget", targetId=target, flatten=True)
            asked[number] = ("attach", file)
        elif what == "attach":
            session = said["result"]["sessionId"]
            tabs[session] = file
            browser.say("Page.enable", session)
            browser.say("Page.setLifecycleEventsEnabled", session, enabled=True)
            url = Path(file).resolve().as_uri()
            asked[browser.say("Page.navigate", session, url=url)] = ("go", file)
        elif what == "go":
            loads.add(said["result"]["loaderId"])
        elif what == "print":
            pdf = Path(file).with_suffix(".chromium.pdf")
            pdf.write_bytes(base64.b64decode(said["result"]["data"]))
            files.remove(file)
        elif _has_loaded(said, loads):
            session = said["sessionId"]
            asked[browser.say("Page.printToPDF", session, **PRINTING)] = ("print", tabs[session])
    browser.say("Browser.close")
    browser.process.wait()


def _has_loaded(said: dict, loads: set[str]) -> bool:
    """Whether a message says that a tab has loaded its file (each tab begins with none)."""
    return (
        said.get("method") == "Page.lifecycleEvent"
        and said["params"]["name"] == "load"
        and said["params"]["loaderId"] in loads
    )


if __name__ == "__main__":
    main()
