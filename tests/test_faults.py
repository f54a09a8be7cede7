"""Machines that fail: kills, full disks, folders that can't be written, closed outputs."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import rmtree

import pikepdf
import pytest

from builder.storage import publishing
from builder.storage.below import Below
from builder.storage.journal import Marks
from tests.support.courses import TOPIC, many, small

# Two hundred kills in all, most of them of publishing alone; a sample of them is quick.
KILLS = [20, pytest.param(180, marks=pytest.mark.long)]
BUILDS = [3, pytest.param(20, marks=pytest.mark.long)]
INTERRUPTS = [4, pytest.param(int(os.environ.get("INTERRUPTS", "15")), marks=pytest.mark.long)]

# Publishes one generation of files after another, for ever.
ENDLESS = """
import sys
from itertools import count
from pathlib import Path
import secrets
from builder.storage.journal import Marks
from builder.storage.publishing import OutputFolder, alone, publish
output, ledger, state = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[4])
for number in count(int(sys.argv[3])):
    files = {f"{name}.pdf": f"{number} {name} ".encode() * 4000 for name in "abcdefgh"}
    if number % 2:
        files["odd.pdf"] = str(number).encode()
    folder = OutputFolder(output, "course", ledger, Marks(state, secrets.token_hex))
    with alone(folder):
        publish(folder, files, f"{number}\\n", is_complete=True)
    print(number, flush=True)
"""


def generation(folder: Path) -> int:
    """The generation that every file is of. Fails where files are torn or of several ones."""
    found = {name: (folder / f"{name}.pdf").read_bytes() for name in "abcdefgh"}
    number = int(found["a"].split()[0])
    for name, data in found.items():
        assert data == f"{number} {name} ".encode() * 4000, f"{name}.pdf is torn"
    assert (folder / "odd.pdf").exists() == bool(number % 2)
    return number


@pytest.mark.parametrize("kills", KILLS)
def test_kills_while_publishing(kills: int, tmp_path: Path) -> None:
    """Killed at any moment, the next build finds all files of one build, and a ledger no older."""
    chance = random.Random(20261121)
    ledger, state = tmp_path / "ledger.jsonl", tmp_path / "state"
    output = publishing.OutputFolder(tmp_path / "out", "course", ledger, Marks(state))
    number, seen = 0, set()
    for _ in range(kills):
        running = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, output.output, ledger, str(number), state],
            stdout=subprocess.PIPE,
        )
        assert running.stdout
        running.stdout.readline()
        time.sleep(chance.random() * 0.08)
        running.kill()
        running.communicate()
        with publishing.alone(output) as notes:
            now = generation(output.path)
        assert notes == ()
        assert now >= number
        assert int(ledger.read_text()) >= now
        seen.add(now)
        number = now + 1
    assert len(seen) > kills * 0.9


def whole(out: Path) -> dict[str, bytes]:
    """Every file of a build, opened to see that it is whole."""
    files = {}
    for path in sorted(out.glob("*.*")):
        if path.name.startswith("."):
            continue
        files[path.name] = path.read_bytes()
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert len(pdf.pages) > 0
        if path.suffix == ".apkg":
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
    return files


@pytest.mark.parametrize("builds", BUILDS)
def test_kills_while_building(builds: int, tmp_path: Path) -> None:
    """Killed at any moment, a build leaves whole files of the old or the new one."""
    chance = random.Random(7)
    course = small(tmp_path / "course")
    out = tmp_path / "out" / "small"
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    command += ["--only", "deck", "--only", "handout", "--jobs", "1"]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    longest = time.monotonic() - began
    before = whole(out)
    for number in range(builds):
        topic = TOPIC.replace("읽기 전용 틀", f"읽기 전용 틀 {number}")
        (course / "topics/01-container.yaml").write_text(topic, encoding="utf-8")
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.random() * longest)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        killed = whole(out)
        assert killed.keys() == before.keys()
        for line in (course / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
            json.loads(line)
    subprocess.run(command, check=True, capture_output=True)
    after = whole(out)
    fresh = tmp_path / "fresh"
    command = [*command[:5], "-o", str(fresh), "--cache", str(fresh / ".cache"), *command[7:]]
    subprocess.run(command, check=True, capture_output=True)
    assert after["handout-1.pdf"] == whole(fresh / "small")["handout-1.pdf"]


def children_of(session: int) -> list[str]:
    """The processes of a session that still run, by their command lines."""
    found = []
    for state in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = state.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((state.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            pass
    return found


@pytest.mark.parametrize("interrupts", INTERRUPTS)
def test_ctrl_c_at_any_moment(interrupts: int, tmp_path: Path) -> None:
    """Ctrl-C ends a build with 130 and a line; no process stays, and all files are of one build."""
    chance = random.Random(130)
    course = many(tmp_path / "course", 4)
    out = tmp_path / "out" / "small"
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    command += ["--only", "deck", "--only", "handout", "--jobs", "2"]
    topic = course / "topics/01-container.yaml"
    subprocess.run(command, check=True, capture_output=True)
    # The time of a build like those that are stopped: with an edit, and with pieces kept.
    topic.write_text(TOPIC.replace("title: 컨테이너", "title: 컨테이너 처음"), encoding="utf-8")
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    longest = time.monotonic() - began
    before, seen = whole(out), []
    for number in range(interrupts):
        edited = TOPIC.replace("title: 컨테이너", f"title: 컨테이너 {number}")
        topic.write_text(edited, encoding="utf-8")
        began = time.monotonic()
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        time.sleep((number + chance.random()) / interrupts * longest)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=30)
        if running.returncode == 0:  # the machine has less to do than at first
            longest = min(longest, time.monotonic() - began)
        # Python itself, before it runs any of this program, can't answer.
        ours = b"/builder/" in said or b"Traceback" not in said
        starting = running.returncode == -signal.SIGINT or not ours
        assert running.returncode in (0, 130) or starting, said.decode()
        assert starting or b"Traceback" not in said, said.decode()
        assert starting or b"Exception" not in said, said.decode()
        assert (running.returncode == 130) == (b"interrupted; every file is whole" in said)
        end = time.monotonic() + 5
        while (left := children_of(running.pid)) and time.monotonic() < end:
            time.sleep(0.05)
        assert left == []
        now = whole(out)
        same = {name for name in before if now[name] == before[name]}
        assert not same or now == before, "files of two builds"
        before = now
        seen.append(running.returncode)
    assert seen.count(130) >= interrupts / 2


ENDS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -signal.SIGKILL}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", ENDS)
def test_no_process_stays(number: signal.Signals, tmp_path: Path) -> None:
    """However a build is ended, its processes end within a second; what can be told is told."""
    course = many(tmp_path / "course", 30)
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    running = subprocess.Popen(
        [*command, "--jobs", "4"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while len(children_of(running.pid)) < 6 and time.monotonic() < end:
        time.sleep(0.02)
    assert len(children_of(running.pid)) >= 6, "it ended before its processes were seen"
    time.sleep(0.3)
    os.kill(running.pid, number)
    _, said = running.communicate(timeout=30)
    assert running.returncode == ENDS[number]
    if number is not signal.SIGKILL:
        told = "interrupted; every file is whole, of this build or the last"
        assert said.decode().strip() == told
    end = time.monotonic() + 1.0
    while (left := children_of(running.pid)) and time.monotonic() < end:
        time.sleep(0.02)
    assert left == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_nohup_is_left_alone(tmp_path: Path) -> None:
    """A build that a closed terminal must not end is not ended by it."""
    course = small(tmp_path / "course")
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    running = subprocess.Popen(
        ["nohup", *command, "--only", "deck"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not Path(f"/proc/{running.pid}/cmdline").read_bytes().startswith(command[0].encode()):
        time.sleep(0.01)  # it hasn't begun
    while running.poll() is None:
        running.send_signal(signal.SIGHUP)
        time.sleep(0.05)
    running.communicate()
    assert running.returncode == 0
    assert (tmp_path / "out/small/deck.apkg").exists()


def bound_by_permissions() -> None:
    """Take from root, in a child before it runs, the right to write what is read-only."""
    if os.geteuid() == 0:
        for right in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
            assert LIBRARY.prctl(24, right, 0, 0, 0) == 0  # 24: PR_CAPBSET_DROP


LIBRARY = ctypes.CDLL(None)


def locked(folder: Path) -> None:
    """Make a folder and all in it read-only."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)


READ_ONLY: dict[str, tuple[Callable[[Path, Path], object], int, str]] = {
    # What is done to the course and the output folder, the status, and what is said.
    "output": (lambda _, out: locked(out), 3, "Permission denied; the last build's files stay"),
    "output of a course": (lambda _, out: locked(out / "small"), 3, "Permission denied; the last"),
    "new output": (lambda _, out: (rmtree(out), out.parent.chmod(0o555)), 3, "Permission denied; "),
    "cache": (lambda _, out: locked(out.parent / "kept"), 0, "makes everything anew"),
    "content": (lambda course, _: locked(course), 1, "so the cards' codes can't be kept here"),
    "a topic": (lambda course, _: (course / "topics/01-container.yaml").chmod(0), 1,
                "01-container.yaml: problem: the file can't be read: Permission denied"),
    "topics": (lambda course, _: (course / "topics").chmod(0), 1,
               "problem: this can't be read: Permission denied"),
    "list of topics": (lambda course, _: (course / "topics").chmod(0o311), 1,
                       "topics: problem: this can't be read: Permission denied"),
    "ledger": (lambda course, _: (course / "ledger.jsonl").chmod(0), 1,
               "the ledger can't be read: Permission denied"),
}  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drops a right of root's on Linux")
@pytest.mark.parametrize("what", READ_ONLY)
def test_what_can_not_be_read_or_written(what: str, tmp_path: Path) -> None:
    """Each folder that can't be written, or read, is told in a line, and no file is touched."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(out)]
    command += ["--only", "deck", "--jobs", "1", "--cache", str(tmp_path / "kept")]
    subprocess.run(command, check=True, capture_output=True)
    before, ledger = whole(out / "small"), (course / "ledger.jsonl").read_bytes()
    topic = TOPIC.replace("프로세스", "프로그램")
    (course / "topics/01-container.yaml").write_text(topic, encoding="utf-8")
    act, status, words = READ_ONLY[what]
    act(course, out)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, preexec_fn=bound_by_permissions, check=False
        )
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", str(tmp_path)], check=True)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr
    assert words in done.stderr
    if status:
        assert len(done.stderr.strip().splitlines()) <= 4
        assert (course / "ledger.jsonl").read_bytes() == ledger
        assert not out.exists() or whole(out / "small") == before


@pytest.mark.parametrize("stops", range(1, 9))
def test_a_full_disk_at_each_write(
    stops: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write finds the disk full, the old files and their ledger stay, and all is said."""
    ledger, marks = tmp_path / "ledger.jsonl", Marks(tmp_path / "state", lambda: "m" * 32)
    folder = publishing.OutputFolder(tmp_path / "out", "course", ledger, marks)
    old = {"a.pdf": b"old a", "b.pdf": b"old b"}
    with publishing.alone(folder):
        publishing.publish(folder, old, "old\n", is_complete=True)
    writes = []
    real = Below.write

    def full(below: Below, name: str, data: bytes, **how: bool) -> None:
        writes.append(name)
        if len(writes) == stops:
            real(below, name, data[: len(data) // 2], **how)
            raise OSError(errno.ENOSPC, "No space left on device", name)
        real(below, name, data, **how)

    monkeypatch.setattr(Below, "write", full)
    new = {"a.pdf": b"new a", "b.pdf": b"new b"}
    failed = False
    try:
        with publishing.alone(folder):
            publishing.publish(folder, new, "new\n", is_complete=True)
    except OSError as error:
        failed = error.errno == errno.ENOSPC
    monkeypatch.undo()
    with publishing.alone(folder):
        pass
    found = {name: (folder.path / name).read_bytes() for name in old}
    assert found == (old if failed else new)
    assert ledger.read_text() == ("old\n" if failed else "new\n")
    # Without its mark a build goes on: should it be stopped, it is made again, not finished.
    needed = [name.startswith(("ledger.jsonl", "course/")) for name in writes]
    assert needed.count(False) == (len(writes) > 4)
    assert failed == (stops <= len(writes) and needed[stops - 1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sets a limit of Linux")
@pytest.mark.parametrize("most", [100, 3_000, 16_000])
def test_a_limit_of_file_size(most: int, tmp_path: Path) -> None:
    """Whichever file the limit stops, the files and the ledger of the last build stay whole."""
    course, out = small(tmp_path / "course"), tmp_path / "out"
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(out)]
    command += ["--jobs", "1", "--only", "handout", "--only", "deck"]
    subprocess.run(command, check=True, capture_output=True)
    before, ledger = whole(out / "small"), (course / "ledger.jsonl").read_bytes()
    topic = course / "topics/01-container.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("틀", "견본"), encoding="utf-8")
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, most))
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "File too large" in done.stderr
    assert (whole(out / "small"), (course / "ledger.jsonl").read_bytes()) == (before, ledger)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert whole(out / "small") != before


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Two builds of one course both end well; one waits for the other."""
    course = small(tmp_path / "course")
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    both = [
        subprocess.Popen([*command, "--only", "deck"], stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert [each.wait(60) for each in both] == [0, 0]
    for each in both:
        each.communicate()
    assert "deck.apkg" in whole(tmp_path / "out" / "small")


def test_a_closed_output_is_no_traceback(tmp_path: Path) -> None:
    """`study check … | head -0` ends without a traceback."""
    course = small(tmp_path / "course")
    command = f"{sys.executable} -m builder check --explain {course} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr


def test_the_clock_may_step_back(tmp_path: Path) -> None:
    """A card that changes after the clock stepped back still has a later time than before."""
    course = small(tmp_path / "course")
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    command += ["--only", "deck", "--jobs", "1"]

    def changed(now: int) -> int:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(now)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        lines = (course / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines]
        return next(e["changed"] for e in entries if e.get("front", "").startswith("이미지"))

    first = changed(2_000_000_000)
    topic = TOPIC.replace("읽기 전용 틀", "읽기만 하는 틀")
    (course / "topics/01-container.yaml").write_text(topic, encoding="utf-8")
    assert changed(1_000_000_000) > first


def test_content_that_vanishes_while_building(tmp_path: Path) -> None:
    """A file that is gone when it is read is a problem with its place, not a traceback."""
    from builder.content.source import ContentError
    from builder.pipeline.loaded import load
    from builder.pipeline.target import find_targets

    course = small(tmp_path / "course")
    (target,) = find_targets([course])
    (course / "topics/01-container.yaml").unlink()
    with pytest.raises(ContentError) as caught:
        load(target)
    assert "can't be read" in caught.value.diagnostics[0].message


def ends_itself(flag: Path, *, always: bool) -> bytes:
    """Dies as if the system had ended its process: the first time, or each time."""
    if always or not flag.exists():
        flag.write_text("died", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return b"made"


def harmless() -> bytes:
    """Makes something."""
    return b"other"


@pytest.mark.parametrize("always", [False, True])
def test_a_worker_ended_by_the_system(always: bool, tmp_path: Path) -> None:
    """What it was making is made once more; a second time the error names it."""
    from builder.documents.output import Artefact
    from builder.pipeline.workers import LostWorkerError, Workers

    make = partial(ends_itself, tmp_path / "flag", always=always)
    asked = [Artefact("heavy.pdf", make, weight=2), Artefact("light.pdf", harmless)]
    workers = Workers(2)
    try:
        if always:
            with pytest.raises(LostWorkerError, match=r"heavy\.pdf"):
                list(workers.make(asked))
        else:
            assert dict(workers.make(asked)) == {"heavy.pdf": b"made", "light.pdf": b"other"}
    finally:
        workers.close()


# Writes two topics of one number again and again, at once as far as a reader can tell.
EDITS = """
import sys, time
from pathlib import Path
folder, topics = Path(sys.argv[1]), sys.argv[2]
texts = [(folder / f"topics/{name}").read_text(encoding="utf-8") for name in topics.split(",")]
for number in range(int(sys.argv[3])):
    for name, text in zip(topics.split(","), texts):
        new = text.replace("읽기 전용 틀", f"틀 {number}판")
        (folder / f"topics/{name}").write_text(new, encoding="utf-8")
        time.sleep(0.002)
    time.sleep(float(sys.argv[4]))
"""


def test_content_that_changes_while_building(tmp_path: Path) -> None:
    """What is built while files are saved one after another is of one state of all of them."""
    from builder.pipeline.loaded import load_at_rest
    from builder.pipeline.target import find_targets

    course = many(tmp_path / "course", 30)
    names = ",".join(sorted(path.name for path in course.glob("topics/*.yaml")))
    (target,) = find_targets([course])
    load_at_rest(target)  # what is slow the first time
    slowest = 0.0
    for _ in range(3):
        began = time.monotonic()
        load_at_rest(target)
        slowest = max(slowest, time.monotonic() - began)
    # A busy machine reads slowly: between two saves there is time to read it all.
    pause = max(0.4, 5 * slowest)
    editing = subprocess.Popen([sys.executable, "-c", EDITS, course, names, "12", str(pause)])
    seen, notes = set(), 0
    while editing.poll() is None:
        loaded = load_at_rest(target)
        meanings = {
            block.meaning for topic in loaded.course.topics for block in topic.cells[0].blocks[:1]
        }
        assert len(meanings) == 1, f"two states in one course: {sorted(meanings)}"
        seen |= meanings
        notes += bool(loaded.notes)
    assert len(seen) > 3
    assert notes, "no read met a change: the test shows nothing"


def test_content_that_never_rests(tmp_path: Path) -> None:
    """A course that changes all the time ends with a problem, and publishes nothing."""
    # Large enough that no read of it falls into a pause of the one who edits.
    course = many(tmp_path / "course", 60)
    command = [sys.executable, "-m", "builder", "build", str(course), "-o", str(tmp_path / "out")]
    editing = subprocess.Popen(
        [sys.executable, "-c", EDITS, course, "01-container.yaml", "9999", "0"]
    )
    try:
        done = subprocess.run(
            [*command, "--only", "deck"], capture_output=True, text=True, check=False
        )
    finally:
        editing.kill()
        editing.wait()
    assert done.returncode == 1
    assert "changes all the time" in done.stderr
    assert not list((tmp_path / "out").glob("small/*.apkg"))


def test_a_ledger_that_changes_while_building(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger that someone wrote since it was read is left alone, and nothing is published."""
    from builder.content.source import ContentError
    from builder.documents.options import Options
    from builder.pipeline import build as building
    from builder.pipeline.target import find_targets
    from builder.pipeline.workers import Workers

    course = small(tmp_path / "course")
    (target,) = find_targets([course])
    options = Options(output=tmp_path / "out", only=("deck",))
    building.build(target, options, 1, Workers(1), lambda *_: None)
    mine = (course / "ledger.jsonl").read_text(encoding="utf-8")
    theirs = mine.replace('"changed":1', '"changed":2')
    real = building.render

    def pulled(*given: object) -> object:
        (course / "ledger.jsonl").write_text(theirs, encoding="utf-8")
        return real(*given)

    monkeypatch.setattr(building, "render", pulled)
    text = TOPIC.replace("읽기 전용 틀", "틀")
    (course / "topics/01-container.yaml").write_text(text, encoding="utf-8")
    before = whole(tmp_path / "out" / "small")
    with pytest.raises(ContentError) as caught:
        building.build(target, options, 1, Workers(1), lambda *_: None)
    assert "was changed while" in caught.value.diagnostics[0].message
    assert (course / "ledger.jsonl").read_text(encoding="utf-8") == theirs
    assert whole(tmp_path / "out" / "small") == before
