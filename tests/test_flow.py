"""Flows as drawings: what is written is drawn once, within its room, and read aloud."""

import logging
import re
import shutil
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.typeset import fonts
from builder.typeset.flowchart.drawing import FlowError, alt, svg
from builder.typeset.flowchart.text import read
from builder.typeset.text.measure import broken, width

SVG = "{http://www.w3.org/2000/svg}"
PT = 72 / 25.4

SHAPES = {
    "two": "A -> B",
    "chain": "커밋 -> 빌드 -> 테스트 -> 배포",
    "branch": "요청 -> 로드 밸런서 -> 서버 1\n로드 밸런서 -> 서버 2\n로드 밸런서 -> 서버 3",
    "join": "개발자 -> 저장소\n운영자 -> 저장소 -> CI 서버",
    "diamond": "검사 -[통과]-> 배포 -> 모니터링\n검사 -[실패]-> 알림 -> 모니터링",
    "cycle": "계획 -> 개발 -> 테스트 -> 배포\n테스트 -[실패]-> 개발\n배포 -> 계획",
    "self": "파드 -[재시작]-> 파드",
    "long edge": "A -> B -> C -> D\nA -> D\nA -> C",
    "down": "방향: 아래\n요청 -> 인그레스 -[/api]-> API -> 파드\n파드 -[다시]-> 인그레스",
    "twelve": " -> ".join(f"단계 이름 {n}" for n in range(12)),
    "labelled": " -[다음]-> ".join(f"단계 {n}" for n in range(12)),
    "long names": f"{'가' * 80} -[{'나' * 40}]-> {'W' * 80} -> {'a b ' * 20}",
    "apart": "A -> B\nC -> D\nE",
    "hostile": "<b>A & B</b> -[\"x\" < 'y']-> {{ 값 }} -> %{x}$|]]>",
}


def drawing(text: str, **options: float) -> ET.Element:
    return ET.fromstring(svg(text, **options))


def boxes(root: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """The text of each box and its left, top, right and bottom."""
    found = []
    for group in root.iterfind(f"{SVG}g[@class='flow-node']"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        x, y, wide, high = (float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
        words = " ".join(text.text or "" for text in group.iterfind(f"{SVG}text"))
        found.append((words, x, y, x + wide, y + high))
    return found


def arrows(root: ET.Element) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The start and the arrow's tip of each edge that has an arrow."""
    found = []
    for group in root.iterfind(f"{SVG}g[@class='flow-edge']"):
        path, polygon = group.find(f"{SVG}path"), group.find(f"{SVG}polygon")
        assert path is not None
        if polygon is not None:
            start = re.match(r"M(\S+) ([\d.-]+)", path.get("d", ""))
            tip = polygon.get("points", "").split()[0].split(",")
            assert start
            found.append(((float(start[1]), float(start[2])), (float(tip[0]), float(tip[1]))))
    return found


def at(place: tuple[float, float], among: list[tuple[str, float, float, float, float]]) -> str:
    """The box on whose edge a place is."""
    x, y = place
    for name, left, top, right, bottom in among:
        if left - 0.1 <= x <= right + 0.1 and top - 0.1 <= y <= bottom + 0.1:
            return name
    return ""


@pytest.mark.parametrize("name", ["two", "chain", "branch", "join", "cycle", "long edge", "apart"])
def test_edges_lead_from_box_to_box(name: str) -> None:
    """Each written arrow is drawn once, from its own box to its own box."""
    flow = read(SHAPES[name])
    root = drawing(SHAPES[name])
    there = boxes(root)
    assert sorted(words for words, *_ in there) == sorted(flow.names)
    drawn = sorted((at(start, there), at(tip, there)) for start, tip in arrows(root))
    assert drawn == sorted((flow.names[e.source], flow.names[e.target]) for e in flow.edges)


@pytest.mark.parametrize("name", SHAPES)
def test_boxes_stand_apart_and_inside(name: str) -> None:
    """No box runs over another or out of the drawing, and the drawing fits its room."""
    root = drawing(SHAPES[name], width=120)
    left, top, wide, high = (float(value) for value in root.get("viewBox", "").split())
    there = boxes(root)
    for index, (_, x, y, right, bottom) in enumerate(there):
        assert left <= x < right <= left + wide
        assert top <= y < bottom <= top + high
        for _, x2, y2, right2, bottom2 in there[index + 1 :]:
            assert right < x2 or right2 < x or bottom < y2 or bottom2 < y
    assert float(root.get("width", "")[:-2]) <= 120 * PT + 0.01
    assert float(root.get("height", "")[:-2]) <= 80 * PT + 0.01


def advance(font: TTFont, text: str) -> float:
    """The real width of a text in em; what the font lacks counts as one."""
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    return sum(
        metrics[cmap[ord(c)]][0] / font["head"].unitsPerEm if ord(c) in cmap else 1 for c in text
    )


@pytest.fixture(scope="module")
def nanum() -> Iterator[TTFont]:
    faces = fonts.find(("NanumGothic",)) if shutil.which("fc-list") else ()
    if not faces:
        pytest.skip("NanumGothic is not installed")
    with TTFont(faces[0].file) as font:
        yield font


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("가힣é→ ")))
def test_measure_is_no_less_than_the_font(nanum: TTFont, text: str) -> None:
    """A text is never measured narrower than NanumGothic sets it."""
    assert width(text) >= advance(nanum, text) - 1e-9


@pytest.mark.parametrize("name", SHAPES)
def test_text_stays_in_its_box(nanum: TTFont, name: str) -> None:
    """Each line of a name, as the font sets it, is narrower than its box."""
    lines = 0
    for group in drawing(SHAPES[name]).iterfind(f"{SVG}g[@class='flow-node']"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        for text in group.iterfind(f"{SVG}text"):
            size = float(text.get("font-size", ""))
            assert advance(nanum, text.text or "") * size + 4 < float(rect.get("width", ""))
            lines += 1
    assert lines


@given(st.text(min_size=1, max_size=80), st.integers(1, 20), st.integers(1, 4))
@example("a" * 80, 11, 2)
@example("가나", 1, 2)
def test_broken_lines_keep_every_character(text: str, longest: int, most: int) -> None:
    """Breaking a name loses nothing but blanks, and makes no more lines than allowed."""
    lines = broken(text, longest, most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert 1 <= len(lines) <= most


def test_long_name_takes_two_lines() -> None:
    """A long name stands in two even lines, broken after a blank or a mark where it can be."""
    for name, lines in [
        (
            "쿠버네티스 API 서버가 매니페스트를 받는다",
            ("쿠버네티스 API 서버가", "매니페스트를 받는다"),
        ),
        ("kube-controller-manager", ("kube-controller-", "manager")),
        ("가" * 30, ("가" * 15, "가" * 15)),
        ("가" * 12, ("가" * 6, "가" * 6)),
        ("짧은 이름", ("짧은 이름",)),
    ]:
        assert broken(name, 11, 2) == lines


def test_direction() -> None:
    """A flow runs to the right unless its first line turns it downward."""
    for first, is_downward in [("", False), ("방향: 아래\n", True), ("direction: down\n", True)]:
        (_, left, top, *_), (_, left2, top2, *_) = boxes(drawing(f"{first}가 -> 나"))
        assert (top2 > top, left2 > left) == (is_downward, not is_downward)


def test_chain_too_wide_wraps_into_rows() -> None:
    """Twelve steps stand in rows at full size, in reading order, each row begun by an arrow."""
    there = boxes(drawing(SHAPES["twelve"]))
    rows = sorted({round(top) for _, _, top, *_ in there})
    assert 1 < len(rows) < 12
    in_order = sorted(there, key=lambda box: (round(box[2]), box[1]))
    assert [words for words, *_ in in_order] == [f"단계 이름 {n}" for n in range(12)]
    root = drawing(SHAPES["twelve"])
    assert root.get("width") == f"{root.get('viewBox', '').split()[2]}pt"
    assert len(arrows(root)) == 11


def test_long_downward_chain_stands_in_rows() -> None:
    """Twelve steps that are too high downward and too wide in a row stand in rows, full size."""
    root = drawing(f"방향: 아래\n{SHAPES['twelve']}")
    assert len({round(top) for _, _, top, *_ in boxes(root)}) > 1
    assert root.get("width") == f"{root.get('viewBox', '').split()[2]}pt"


def test_narrow_cycle_turns_downward() -> None:
    """A cycle that is too wide for its room runs downward at full size."""
    root = drawing(SHAPES["cycle"], width=60)
    tops = [top for _, _, top, *_ in boxes(root)]
    assert tops == sorted(set(tops))
    assert root.get("width") == f"{root.get('viewBox', '').split()[2]}pt"


def test_returning_edge_is_dashed() -> None:
    """What closes a cycle is drawn as a dashed line, and nothing else is."""
    root = drawing(SHAPES["cycle"])
    dashed = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 2
    assert not any(p.get("stroke-dasharray") for p in drawing(SHAPES["diamond"]).iter(f"{SVG}path"))


def test_edges_that_need_not_cross() -> None:
    """Boxes are ordered by what leads to them, whatever the order in which they are named."""
    tops = {words: top for words, _, top, *_ in boxes(drawing("X\nY\nA -> Y\nB -> X"))}
    assert tops["A"] < tops["B"]
    assert tops["Y"] < tops["X"]


@pytest.mark.parametrize("first", ["", "방향: 아래\n"])
@pytest.mark.parametrize("text", ["A -[{}]-> A", "A -> B\nB -[{}]-> A", "A -[{}]-> B"])
def test_label_stays_in_the_drawing(first: str, text: str) -> None:
    """A label longer than its line is inside the drawing all the same."""
    root = drawing(first + text.format("가" * 40))
    left, _, wide, _ = (float(value) for value in root.get("viewBox", "").split())
    lines = root.findall(f"{SVG}g[@class='flow-label']/{SVG}text")
    assert len(lines) == 2
    for line in lines:
        long = width(line.text or "") * float(line.get("font-size", ""))
        x = float(line.get("x", ""))
        start = x if line.get("text-anchor") == "start" else x - long / 2
        assert left <= start < start + long <= left + wide


@pytest.mark.parametrize("name", SHAPES)
def test_accessible_and_free_of_ids(name: str) -> None:
    """The drawing is an image with a title, and several stand in one document."""
    root = drawing(SHAPES[name])
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert title is not None
    assert title.text == alt(SHAPES[name])
    assert not [element for element in root.iter() if element.get("id")]
    assert "url(" not in svg(SHAPES[name])


def test_alt() -> None:
    """The words for those who hear a flow are its lines with their labels."""
    assert alt("방향: 아래\n\nA ->B-[라 벨]->  C\nB --> D\nE") == "A → B → (라 벨) C; B → D; E"


def test_same_name_same_box() -> None:
    """Names are the same whatever their blanks and their Unicode form."""
    decomposed = unicodedata.normalize("NFD", "각 a")
    assert decomposed != "각 a"
    flow = read(f"각  a -> B\n{decomposed} -> C\n B  ->각 a")
    assert flow.names == ("각 a", "B", "C")
    assert len(flow.edges) == 3


def test_repeated_edge() -> None:
    """The same arrow twice is one arrow; its different labels are joined."""
    flow = read("A -[x]-> B\nA -> B\nA -[x]-> B\nA -[y]-> B")
    assert [edge.label for edge in flow.edges] == ["x / y"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("A ->", 1, "leads nowhere"),
        ("A -> B\n\n-> C", 3, "leads nowhere"),
        ("A -> -> B", 1, "without a name"),
        ("A -> B\nA -[x -> B", 2, "not closed"),
        ("", 1, "empty"),
        ("방향: 아래\n", 1, "empty"),
        ("방향: 위\nA -> B", 1, "no direction"),
        ("A -> B\n방향: 아래", 2, "too late"),
        ("방향: 아래\n방향: 아래", 2, "too late"),
        ("A -> " + "가" * 81, 1, "81 characters"),
        (f"A -[{'가' * 41}]-> B", 1, "41 characters"),
        ("\n".join(f"n{n}" for n in range(41)), 41, "more than 40"),
        (
            "\n".join(f"n{a} -> n{b}" for a in range(15) for b in range(15)),
            201,
            "more than 200",
        ),
        ("A -> B\nC\x07 -> D", 2, "control character"),
        ("A\u0000", 1, "control character"),
        ("A\ud800", 1, "control character"),
        ("A\uffff", 1, "control character"),
        ("A" * 20_001, 1, "too long"),
        ("\n".join(f"A -[{n} {'x' * 30}]-> B" for n in range(4)), 3, "too many labels"),
    ],
)
def test_mistakes(text: str, line: int, message: str) -> None:
    """Each mistake is told with its line, what is wrong, and what to write instead."""
    for reader in (svg, alt):
        with pytest.raises(FlowError, match=message) as caught:
            reader(text)
        assert caught.value.line == line
        assert caught.value.hint


PIECE = st.sampled_from(
    [
        "A",
        "B",
        "C",
        "도커 허브",
        "d",
        "e",
        " ",
        "->",
        " -> ",
        "-[x]->",
        "-[",
        "]",
        "\n",
        "<",
        "방향: 아래",
    ]
)


@settings(max_examples=300, deadline=2000)
@given(st.lists(PIECE, max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_is_drawn_or_refused(text: str) -> None:
    """Any text gives well-formed SVG, the same each time, or a mistake within the text."""
    try:
        made = svg(text, width=80)
    except FlowError as mistake:
        place = mistake.line
        assert 1 <= place <= text.count("\n") + 1
    else:
        assert made == svg(text, width=80)
        assert len(boxes(ET.fromstring(made))) == len(read(text).names)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), min_size=1),
    st.sampled_from(["", "방향: 아래\n"]),
    st.integers(30, 200),
)
def test_any_graph_is_drawn_whole(
    edges: list[tuple[int, int, bool]], first: str, wide: int
) -> None:
    """Whatever leads where, every arrow is drawn, boxes stand apart, and it fits its room."""
    lines = [f"단계 {a} -{'[라벨]-' if has else ''}> 단계 {b}" for a, b, has in edges]
    text = first + "\n".join(lines)
    root = drawing(text, width=wide)
    there = boxes(root)
    assert len(arrows(root)) == len(read(text).edges)
    assert all(at(tip, there) for _, tip in arrows(root))
    for index, (_, x, y, right, bottom) in enumerate(there):
        for _, x2, y2, right2, bottom2 in there[index + 1 :]:
            assert right < x2 or right2 < x or bottom < y2 or bottom2 < y
    assert float(root.get("width", "")[:-2]) <= wide * PT + 0.01


@pytest.mark.usefixtures("own_heap")
@pytest.mark.parametrize("label", ["", "[라벨]-"])
def test_largest_flows_take_a_moment(label: str) -> None:
    """Two hundred arrows among forty boxes are drawn within seconds."""
    pairs = [(a, a + step) for step in range(1, 40) for a in range(40 - step)][:200]
    chain = [(n, n + 1) for n in range(39)]
    far = [(a, 39 - b) for a in range(12) for b in range(12)]
    for edges in (pairs, chain + far, [(a, b) for a in range(14) for b in range(14)]):
        started = time.process_time()
        svg("\n".join(f"n{a} -{label}> n{b}" for a, b in edges))
        assert time.process_time() - started < 5


def test_weasyprint_draws_it(caplog: pytest.LogCaptureFixture) -> None:
    """On paper the drawing has its own size, its words can be read, and nothing is warned of."""
    from weasyprint import HTML

    drawings = "".join(f"<div>{svg(text)}</div>" for text in SHAPES.values())
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf = HTML(string=f"<style>@page {{ size: A3 }}</style>{drawings}").write_pdf()
    assert not caplog.records
    pages = pypdfium2.PdfDocument(pdf)
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    for words in ("로드 밸런서", "모니터링", "실패", "{{ 값 }}", "<b>A & B</b>"):
        assert "".join(words.split()) in "".join(said.split())
    image = pages[0].render(scale=1).to_pil().convert("L")
    assert image.getextrema()[0] < 60


def test_drawing_is_as_large_on_paper_as_it_says() -> None:
    """A drawing's box on the page has the size in its attributes."""
    from weasyprint import HTML

    made = svg(SHAPES["chain"])
    root = ET.fromstring(made)
    (page,) = HTML(string=f"<style>svg {{ display: block }}</style>{made}").render().pages
    found = [
        (box.width * 0.75, box.height * 0.75)
        for box in page._page_box.descendants()
        if box.element_tag == f"{SVG}svg"
    ]
    assert found == [
        pytest.approx((float(root.get("width", "")[:-2]), float(root.get("height", "")[:-2])))
    ]


def test_no_script_of_the_drawing_reaches_the_page(tmp_path: Path) -> None:
    """Markup in names is text: the drawing's elements are its own alone."""
    hostile = '"><script>alert(1)</script> -[<a href="file:///etc/passwd">]-> </svg><img src=x>'
    root = drawing(hostile)
    allowed = {f"{SVG}{tag}" for tag in ("svg", "title", "g", "rect", "text", "path", "polygon")}
    assert {element.tag for element in root.iter()} <= allowed
    (tmp_path / "flow.svg").write_text(svg(hostile), encoding="utf-8")
    assert ET.parse(tmp_path / "flow.svg").getroot().tag == f"{SVG}svg"
