"""The tags of bound documents: alike in a long one and a short one, and light in a long one."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from builder.typeset.binding import binding
from builder.typeset.binding.tags import Tags
from tests.support.bound import piece, repeated, texts

Text = tuple[int, int] | str  # a page, from 0, and the text's number on it; or a link's name


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader of the tags comes across: texts in order, and each element's kind."""

    texts: list[Text]
    kinds: list[str]


def read(data: bytes) -> Read:
    """Read a document's tags; each element must know its parent, each text its element."""
    found = Read([], [])
    with pikepdf.open(io.BytesIO(data)) as opened:
        root = opened.Root.StructTreeRoot
        pages = {each.obj.objgen: number for number, each in enumerate(opened.pages)}
        listed = list(root.ParentTree.Nums)
        owners = dict(zip(map(int, listed[::2]), listed[1::2], strict=True))

        def walk(element: pikepdf.Object) -> None:
            found.kinds.append(str(element.S))
            for each in element.K:
                if isinstance(each, int):
                    assert owners[int(element.Pg.StructParents)][each].objgen == element.objgen
                    found.texts.append((pages[element.Pg.objgen], each))
                elif "/S" in each:
                    assert each.P.objgen == element.objgen
                    walk(each)
                else:
                    assert owners[int(each.Obj.StructParent)].objgen == element.objgen
                    found.texts.append(str(each.Obj.Dest))

        walk(root.K[0])
    return found


@pytest.fixture(scope="module")
def pieces() -> list[binding.BoundPiece]:
    """Contents with a link, and pieces with a table, a list and a paragraph over two pages."""
    words = "".join(f"<span>낱말{number}</span> " for number in range(1500))
    return [
        piece('<p><a href="page:#two">둘 <span class="page-of">000</span></a> 앞</p>'),
        piece(f"<h1>하나</h1><p>{words}</p><div>맨 <em>안</em></div>"),
        piece(
            '<h2 id="two">둘</h2><table><tr><th>가</th><td>나 <b>다</b></td></tr></table>'
            "<ul><li>라 <code>마</code></li></ul>"
        ),
    ]


def test_a_long_document_reads_as_a_short_one(
    pieces: list[binding.BoundPiece], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages and the order of its texts are the same; of spans only those needed are left."""
    short = binding.bind(pieces, repeated())
    monkeypatch.setattr(binding, "LONG", 2)
    long = binding.bind(pieces, repeated())
    assert texts(long) == texts(short)
    before, after = read(short), read(long)
    assert after.texts == before.texts
    assert "two" in after.texts
    assert [each for each in after.kinds if each != "/Span"] == [
        each for each in before.kinds if each != "/Span"
    ]
    assert before.kinds.count("/Span") > 1500
    assert after.kinds.count("/Span") < before.kinds.count("/Span") / 2


def test_what_is_not_long_stays_as_it_is(
    pieces: list[binding.BoundPiece], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to its bound a document's bytes don't depend on it; past the bound it is smaller."""
    short = binding.bind(pieces)
    with pikepdf.open(io.BytesIO(short)) as opened:
        count = len(opened.pages)
    monkeypatch.setattr(binding, "LONG", count)
    assert binding.bind(pieces) == short
    monkeypatch.setattr(binding, "LONG", count - 1)
    assert len(binding.bind(pieces)) < len(short)


def test_spans_that_say_something_stay() -> None:
    """A span with a language, and one whose text is on another page, are left where they are."""
    pdf = pikepdf.new()
    pages = [pdf.add_blank_page().obj for _ in range(2)]
    for number, each in enumerate(pages):
        each.StructParents = number
    top = pdf.make_indirect(Dictionary(S=Name.Document, K=Array()))
    paragraph = pdf.make_indirect(Dictionary(S=Name.P, P=top, Pg=pages[0]))
    plain, foreign, further = (
        pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Span, P=paragraph, Pg=pages[page], K=[text])
        )
        for page, text in ((0, 0), (0, 1), (1, 0))
    )
    foreign.Lang = String("en")
    top.K.append(paragraph)
    paragraph.K = Array([plain, foreign, further])
    numbers = Array([0, Array([plain, foreign]), 1, Array([further])])
    pdf.Root.StructTreeRoot = Dictionary(K=Array([top]), ParentTree=Dictionary(Nums=numbers))
    Tags(pdf, is_long=True)
    assert paragraph.K[0] == 0
    assert [each.objgen for each in list(paragraph.K)[1:]] == [foreign.objgen, further.objgen]
    owners = [each.objgen for at in (1, 3) for each in numbers[at]]
    assert owners == [paragraph.objgen, foreign.objgen, further.objgen]


_BIND = """
import re, sys
from pathlib import Path
from builder.typeset.binding import binding

binding.LONG = 0
piece = binding.BoundPiece(Path(sys.argv[1]).read_bytes())
binding.bind([piece] * int(sys.argv[2]))
print(re.search("VmHWM: *\\t *(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def highest(path: Path, count: int) -> int:
    """The memory (KiB) at its highest of a process that binds a piece `count` times."""
    command = [sys.executable, "-c", _BIND, str(path), str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory")
def test_a_page_more_takes_little_memory(tmp_path: Path) -> None:
    """A page of two hundred elements takes less than 200 KiB; left as they are, it takes 290."""
    line = "".join(f"<td><p><span>낱{number}</span> <b>말</b></p></td>" for number in range(4))
    page = f"<table>{f'<tr>{line}</tr>' * 4}</table>"
    path = tmp_path / "piece.pdf"
    path.write_bytes(piece(f'<div>{page}</div><div class="new">{page}</div>' * 5).pdf)
    with pikepdf.open(path) as opened:
        pages = len(opened.pages)
        assert len(opened.objects) > 200 * pages
    grown = (highest(path, 30) - highest(path, 10)) / 20 / pages
    assert 0 < grown < 200
