"""The benchmark's own code, on small content and without the programs that it measures beside."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from bench import growing, measure, pages, paper, report, sides
from bench.__main__ import main
from bench.measure import Cost, FailedError
from bench.report import Measured
from builder.content.model import Course, cards
from builder.pipeline.loaded import load
from builder.pipeline.target import find_targets
from tests.conftest import ROOT

NOTES = """\
# 작은 과정

## 레벨 가이드
| 레벨 | 대상 | 설명 |
|------|------|------|
| ⭐ Level 1 | 입문 | 기본 용어 |

## 1. 컨테이너

### 개념 설명
컨테이너는 격리된 프로세스다.

> ⭐ **Level 1 (입문)**
> - 이미지(Image): 읽기 전용 틀
>
> **Q: 컨테이너란 무엇인가?**
> **A:** `격리된` #프로세스다. $값$ [칸] *별*
>
> **Q: 왜 가벼운가?**
> **A:** 커널을 나누어 쓴다.

## 실무 시나리오

### 시나리오 1: 뜨지 않는다
**상황**: 컨테이너가 바로 끝난다.
**대응**:
1. 로그를 본다

## 면접 빈출 질문

**Q: 언제 쓰는가?**
**A:** 배포할 때 쓴다.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "small.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


def read(path: Path) -> Course:
    (target,) = find_targets([path])
    loaded = load(target, strict=True)
    assert not loaded.unplaced
    return loaded.course


@pytest.mark.parametrize("kind", ["notes", "shipped"])
def test_a_grown_course_has_every_card_once_a_copy(kind: str, notes: Path, tmp_path: Path) -> None:
    """Three times a course is three times its topics, cards and parts, and nothing repeats."""
    once = notes if kind == "notes" else ROOT / "content/devops"
    before = read(growing.grow(once, 1, tmp_path / "once"))
    after = read(growing.grow(once, 3, tmp_path / "grown"))
    assert len(cards(after)) == 3 * len(cards(before)) > 0
    assert len(after.parts) == 3 * len(before.parts)
    assert len({topic.title for topic in after.topics}) == 3 * len(before.topics)
    answers = [text for card in cards(after) if (text := getattr(card.item, "answer", ""))]
    seen = Counter(answers)
    assert answers
    assert [answer for answer, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["notes", "shipped"])
def test_an_edit_changes_one_answer_and_each_edit_is_new(
    kind: str, notes: Path, tmp_path: Path
) -> None:
    """An edit changes exactly one card, and an edit after it takes the last one's place."""
    course = growing.grow(notes if kind == "notes" else ROOT / "content/devops", 1, tmp_path / "c")
    before = cards(read(course))
    for word in ("1", "2"):
        growing.edit(course, word)
        after = cards(read(course))
        changed = [new for old, new in zip(before, after, strict=True) if old != new]
        assert len(changed) == 1
        answer = changed[0].item.answer  # type: ignore[union-attr]
        assert answer.startswith(f"고침{word} ")
        assert answer.count("고침") == 1


def test_the_pages_of_the_others_hold_the_same_content(notes: Path, tmp_path: Path) -> None:
    """HTML, Typst and Markdown have each card's code or words, and Typst's marks are escaped."""
    assert pages.write(notes, tmp_path / "pages") == ["handout-1"]
    html, typst, markdown = (
        (tmp_path / "pages" / f"handout-1.{suffix}").read_text(encoding="utf-8")
        for suffix in ("html", "typ", "md")
    )
    for code in {card.code for card in cards(read(notes)) if card.level and card.code}:
        assert code in html
        assert code in typst
    assert "#question([왜 가벼운가?]" in typst
    assert r"\#프로세스다\. \$값\$ \[칸\]" in typst
    assert "왜 가벼운가?" in markdown


def test_the_cost_counts_processes_that_outlive_their_command(tmp_path: Path) -> None:
    """CPU seconds and memory of a child that goes on after its parent has ended are counted."""
    child = "import time; x = bytearray(150_000_000); t = time.process_time() + 0.3\n"
    child += "while time.process_time() < t: pass"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    found = measure.cost([[sys.executable, "-c", parent]], tmp_path, {}, 1)
    if sys.platform == "linux":
        assert found.cpu >= 0.3
        assert found.peak > 150e6
    assert found.seconds > 0


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    """A failing command gives no figure but an error with its words."""
    with pytest.raises(FailedError, match="no figure"):
        measure.cost([[sys.executable, "-c", "raise SystemExit('no figure')"]], tmp_path, {}, 1)


def test_bounds_are_met_or_not_as_measured() -> None:
    """The page says yes at the bound, no past it, and that a figure is missing where it is."""
    costs = {"handouts": [Cost(2.0, 2.0, 10)], "typst": [Cost(1.0, 1.0, 10)]}
    text = report.page([Measured(1, costs, {})], {"chromium": "not here"}, "small.md")
    assert "| Typst: 1.00 s | 3 × | 2.00 × | yes |" in text
    assert "| Chromium: – | 0.5 × | not measured | |" in text
    slow = {**costs, "handouts": [Cost(3.1, 2.0, 10)]}
    assert "| 3 × | 3.10 × | **no** |" in report.page([Measured(1, slow, {})], {}, "small.md")


def test_growth_is_of_the_same_files() -> None:
    """Forty times has no poster, so it is held against ten times without one."""
    ten = {"whole": [Cost(50.0, 90.0, 10)], "unposted": [Cost(20.0, 40.0, 10)]}
    forty = Measured(40, {"unposted": [Cost(90.0, 170.0, 10)]}, {}, has_poster=False)
    text = report.page([Measured(10, ten, {}), forty], {}, "small.md")
    assert "| 90 s | 10 times: 20 s | 4.2 × | 4.50 × | **no** |" in text


def test_a_part_of_the_benchmark_runs(
    notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that need no other program run on a small course and say their figures."""
    monkeypatch.setattr(sides, "STUDY", str(Path(sys.executable).with_name("study")))
    asked = ["--rows", "nothing", "edit", "--sizes", "1", "--runs", "1", "--rivals"]
    page = tmp_path / "page.md"
    main([*asked, "--course", str(notes), "--work", str(tmp_path / "w"), "--page", str(page)])
    said = capsys.readouterr().out
    assert "| ours: nothing changed, whole course | 0." in said
    assert "| ours: one answer edited, fresh process |" in said
    assert not page.exists()


def test_sheets_are_counted_by_kind(tmp_path: Path) -> None:
    """Each file begins a sheet of its own, printed on both sides; others' files don't count."""
    for name, count in (("handout-1", 3), ("handout-2", 2), ("poster", 1), ("other", 9)):
        with pikepdf.Pdf.new() as pdf:
            for _ in range(count):
                pdf.add_blank_page()
            pdf.save(tmp_path / f"{name}.pdf")
    found = paper.counted(tmp_path)
    assert found["handout"] == (5, 3)
    assert found["poster"] == (1, 1)
    assert "all" in paper.table(found, found)
    assert "4 ->    4" in paper.table(found, found)
