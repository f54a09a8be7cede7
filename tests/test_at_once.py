"""Several at once on one course: watch and preview, saves by the hundred, another branch."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from shutil import rmtree

import pytest

from builder.preview.serving import free_port
from tests.support.courses import TOPIC, many, small
from tests.support.processes import until

STUDY = [sys.executable, "-m", "builder"]


@dataclass(frozen=True)
class Running:
    """A command that goes on until it is stopped, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def memory(self) -> int:
        """Bytes that the command's own process holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def handles(self) -> int:
        """How many files the command's own process has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextmanager
def running(log: Path, *arguments: object) -> Iterator[Running]:
    """A command, stopped at the end by Ctrl-C; it must have said nothing of a bug."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*STUDY, *map(str, arguments)], stdout=said, stderr=said, start_new_session=True
        )
    found = Running(process, log)
    try:
        yield found
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130, found.said
        assert "Traceback" not in found.said, found.said
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def codes(ledger: Path) -> dict[str, str]:
    """The code of each card of a ledger that is in the course, by its front."""
    entries = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    return {each["front"]: each["code"] for each in entries if not each.get("retired")}


def built(course: Path, output: Path, *options: str) -> bytes:
    """What a new build, with a cache of its own, makes of a course as it is: its handout."""
    command = [*STUDY, "build", course, "-o", output, "--cache", output / ".kept", "--frozen"]
    subprocess.run([*map(str, command), *options], check=True, capture_output=True)
    return (output / "small/handout-1.pdf").read_bytes()


def is_settled(course: Path, output: Path, fresh: Path, *options: str) -> bool:
    """Whether the output is what a new build makes, and the ledger would stay as it is."""
    try:
        new = built(course, fresh, *options)
    except subprocess.CalledProcessError:
        return False
    return (output / "small/handout-1.pdf").read_bytes() == new


ONLY = ("--only", "deck", "--only", "handout")


def test_watch_and_preview_of_one_course(tmp_path: Path) -> None:
    """Both build every save into one folder; what lies there in the end is the last save's."""
    course, out = many(tmp_path / "course", 3), tmp_path / "out"
    topic = course / "topics/01-container.yaml"
    subprocess.run([*STUDY, "build", course, "-o", out], check=True, capture_output=True)
    with ExitStack() as stack:
        with free_port(24_000 + os.getpid() % 16_000) as free:
            port = free.getsockname()[1]
        watch = stack.enter_context(running(tmp_path / "w", "build", course, "-o", out, "--watch"))
        shown = stack.enter_context(
            running(tmp_path / "p", "preview", course, "-o", out, "--no-open", "--port", port)
        )
        assert until(lambda: "watching" in watch.said)
        assert until(lambda: "built in" in shown.said)
        for number in range(5):
            text = TOPIC.replace("읽기 전용 틀", f"읽기 전용 틀 {number}")
            topic.write_text(text, encoding="utf-8")
            time.sleep(0.3)
        assert until(lambda: is_settled(course, out, tmp_path / "fresh"))
        assert until(lambda: rests(out))
    assert is_settled(course, out, tmp_path / "fresh")
    assert watch.said.count("built in") + shown.said.count("built in") > 1


def rests(folder: Path) -> bool:
    """Whether nothing changes in a folder for some seconds."""
    states = lambda: [(p.name, p.stat().st_mtime_ns) for p in sorted(folder.rglob("*.*"))]  # noqa: E731
    try:
        before = states()
        time.sleep(4)
        return states() == before
    except FileNotFoundError:
        return False


def git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *own, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("turns", [3, pytest.param(20, marks=pytest.mark.long)])
def test_another_branch_in_mid_watch(turns: int, tmp_path: Path) -> None:
    """Branches come and go under a watch: what is built in the end is the last one's, whole."""
    course, out = many(tmp_path / "course", 6), tmp_path / "out"
    command = [*STUDY, "build", course, "-o", out, *ONLY]
    subprocess.run(command, check=True, capture_output=True)
    git(course, "init", "-b", "one")
    git(course, "add", "-A")
    git(course, "commit", "-m", "one")
    git(course, "checkout", "-b", "two")
    names = sorted((course / "topics").glob("*.yaml"))
    names[0].rename(names[0].with_name("99-moved.yaml"))
    names[1].unlink()
    text = names[2].read_text(encoding="utf-8").replace("무엇", "어떤 것")
    names[2].write_text(text, encoding="utf-8")
    subprocess.run(command, check=True, capture_output=True)
    git(course, "add", "-A")
    git(course, "commit", "-m", "two")
    known = {"two": codes(course / "ledger.jsonl")}
    git(course, "checkout", "one")
    known["one"] = codes(course / "ledger.jsonl")
    chance = random.Random(turns)
    with running(tmp_path / "log", *command[3:], "--watch") as watch:
        assert until(lambda: "watching" in watch.said)
        for turn in range(turns):
            branch = "two" if turn % 2 == 0 else "one"
            git(course, "checkout", "-f", branch)
            time.sleep(chance.random() * 2)
        assert until(lambda: is_settled(course, out, tmp_path / "fresh", *ONLY))
        assert until(lambda: rests(out))
    assert codes(course / "ledger.jsonl") == known[branch]
    assert is_settled(course, out, tmp_path / "fresh", *ONLY)


@pytest.mark.parametrize("saves", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_saves_by_the_hundred(saves: int, tmp_path: Path) -> None:
    """Saved again and again, in place and by renaming: the last is built, and nothing piles up."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    topic, chance = course / "topics/01-container.yaml", random.Random(1000)
    command = ("build", course, "-o", out, *ONLY, "--jobs", "1", "--watch")
    with running(tmp_path / "log", *command) as watch:
        assert until(lambda: "watching" in watch.said)
        topic.write_text(TOPIC.replace("틀", "틀 처음"), encoding="utf-8")
        assert until(lambda: "built in" in watch.said)
        memory, handles = watch.memory(), watch.handles()
        for number in range(saves):
            text = TOPIC.replace("읽기 전용 틀", f"읽기 전용 틀 {number}")
            if number % 2:
                topic.write_text(text, encoding="utf-8")
            else:
                new = topic.with_name(".new")
                new.write_text(text, encoding="utf-8")
                new.replace(topic)
            time.sleep(chance.random() * 0.06)
        assert until(lambda: is_settled(course, out, tmp_path / "fresh", *ONLY))
        assert until(lambda: rests(out))
        assert watch.said.count("built in") >= 2
        assert watch.handles() <= handles + 4
        assert watch.memory() < memory + 150 * 2**20
    assert is_settled(course, out, tmp_path / "fresh", *ONLY)


@pytest.mark.parametrize("clients", [60, pytest.param(400, marks=pytest.mark.long)])
def test_many_clients_and_slow_ones(clients: int, tmp_path: Path) -> None:
    """The preview answers soon while hundreds ask, and hundreds more never end what they ask."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    with free_port(24_000 + os.getpid() % 16_000) as free:
        port = free.getsockname()[1]
    command = ("preview", course, "-o", out, "--no-open", "--port", port, "--jobs", "1")
    with running(tmp_path / "log", *command) as shown, ExitStack() as stack:
        assert until(lambda: "built in" in shown.said), shown.said
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", shown.said)
        assert address
        assert int(address[1]) == port
        asked = [f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: ", "GET", "", "G"]
        slow = []
        for number in range(clients):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            line.sendall(asked[number % len(asked)].encode())
            slow.append(line)
        # Some read what never ends, and don't take it up.
        for _ in range(clients // 4):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            line.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())

        def ask(number: int) -> tuple[int, float]:
            began = time.monotonic()
            line = HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("GET", ("/", "/state.json", "/files/small/handout-1.pdf")[number % 3])
            with line.getresponse() as answer:
                answer.read()
                status = answer.status
            line.close()
            return status, time.monotonic() - began

        with ThreadPoolExecutor(40) as pool:
            told = list(pool.map(ask, range(clients)))
        assert {status for status, _ in told} == {200}
        assert sorted(seconds for _, seconds in told)[len(told) // 2] < 10
        # An edit still arrives, and every slow one that goes on is answered.
        topic = course / "topics/01-container.yaml"
        topic.write_text(TOPIC.replace("읽기 전용 틀", "읽기만 하는 틀"), encoding="utf-8")
        assert until(lambda: shown.said.count("built in") > 1)
        slow[0].sendall(b"y\r\n\r\n")
        assert slow[0].recv(15) == b"HTTP/1.1 200 OK"
    rmtree(out)
