"""Which fonts are there, what they lack, and what a machine lacks to print."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typeset import fonts
from builder.typeset.fonts import Coverage, Face, FontToolError, Stack
from builder.typeset.machine import doctor, libraries, packages
from tests.support.typefaces import font

LISTING = (
    "NanumGothic,나눔고딕\tBold,볼드\t/f/NanumGothicBold.ttf\t0\n"
    "NanumGothic,나눔고딕\tRegular\t/f/NanumGothic.ttf\t0\n"
    "D2Coding\tRegular\t/f/D2Coding-all.ttc\t0\n"
    "D2Coding ligature\tRegular\t/f/D2Coding-all.ttc\t2\n"
    "Noto Sans KR\tThin\t/f/NotoSansKR[wght].ttf\t65536\n"
    "Noto Sans KR\tThin\t/f/NotoSansKR[wght].ttf\t131072\n"
    "Weird\\, Name\tRegular\t/f/weird.ttf\t0\n"
)


def script(path: Path, lines: str) -> str:
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def tool(tmp_path: Path) -> str:
    """A stand-in for fontconfig's command that lists seven faces."""
    (tmp_path / "listing").write_text(LISTING, encoding="utf-8")
    return script(tmp_path / "fc-list", f"cat {tmp_path}/listing")


def test_stack_css() -> None:
    """A stack becomes the value of a font-family declaration."""
    assert Stack(("D2Coding", "Noto Sans"), "monospace").css == '"D2Coding", "Noto Sans", monospace'


def test_find_in_the_order_of_the_families(tool: str) -> None:
    """Faces come in the order of the families asked for, the regular one first."""
    found = fonts.find(("D2Coding", "Missing", "NanumGothic"), tool)
    assert [(face.family, face.style, face.file.name) for face in found] == [
        ("D2Coding", "Regular", "D2Coding-all.ttc"),
        ("NanumGothic", "Regular", "NanumGothic.ttf"),
        ("NanumGothic", "Bold", "NanumGothicBold.ttf"),
    ]


@pytest.mark.parametrize("family", ["나눔고딕", "nanum gothic", "NANUMGOTHIC"])
def test_find_by_any_name(tool: str, family: str) -> None:
    """A family is found by each of its names, whatever the case and the blanks."""
    assert [face.file.name for face in fonts.find((family,), tool)] == [
        "NanumGothic.ttf",
        "NanumGothicBold.ttf",
    ]


def test_faces_of_collections_and_variable_fonts() -> None:
    """A collection's face keeps its place; a variable font's instances are one face."""
    faces = {(face.family, face.index) for face in fonts.faces(LISTING)}
    assert ("D2Coding ligature", 2) in faces
    assert ("Weird, Name", 0) in faces
    assert len([face for face in fonts.faces(LISTING) if face.family == "Noto Sans KR"]) == 1


def test_nothing_found_is_an_answer(tool: str) -> None:
    """A family that isn't installed gives an empty answer, not an error."""
    assert fonts.find(("Missing",), tool) == ()


@pytest.mark.parametrize(
    ("lines", "message"),
    [(None, "is not installed"), ("false", "failed"), ("sleep 60", "no answer")],
)
def test_no_answer_is_an_error(
    tmp_path: Path, lines: str | None, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without fontconfig's command nothing is known, which is not the same as nothing found."""
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: run(*a, **{**k, "timeout": 0.5}))
    path = tmp_path / "fc-list"
    name = str(path) if lines is None else script(path, f"exec {lines}")
    with pytest.raises(FontToolError, match=message):
        fonts.find(("NanumGothic",), name)


def test_missing_characters(tmp_path: Path) -> None:
    """Only the characters that none of the faces has are missing, each once, sorted."""
    faces = [font(tmp_path / "A.ttf", "가나ab"), font(tmp_path / "B.ttf", "다c")]
    assert fonts.missing("가다 b⭐c✔⭐나\n", faces) == ("✔", "⭐")
    assert fonts.missing("", faces) == ()
    assert fonts.missing("가", []) == ("가",)


def test_characters_that_draw_nothing(tmp_path: Path) -> None:
    """Spaces, controls, joiners and variation selectors are never missing."""
    faces = [font(tmp_path / "A.ttf", "가")]
    assert (
        fonts.missing("가\u2060가 \t\n\u00a0\u3000\u200b\u200d\ufe0f\U000e0100\u00ad", faces) == ()
    )


def test_decomposed_syllables(tmp_path: Path) -> None:
    """A syllable that arrives in pieces is looked for as one."""
    faces = [font(tmp_path / "A.ttf", "각")]
    assert fonts.missing(unicodedata.normalize("NFD", "각"), faces) == ()


def test_unreadable_font_has_nothing(tmp_path: Path) -> None:
    """A file that is no font, or is gone, has no characters."""
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\0\1\0\0 not a font")
    faces = [Face("A", "Regular", broken), Face("B", "Regular", tmp_path / "gone.ttf")]
    assert fonts.missing("a", faces) == ("a",)


def test_each_file_is_read_once(tmp_path: Path) -> None:
    """The same coverage asked again doesn't open the file again."""
    face = font(tmp_path / "A.ttf", "가")
    coverage = Coverage()
    assert fonts.missing("가", [face], coverage) == ()
    face.file.unlink()
    assert fonts.missing("가", [face], coverage) == ()
    assert fonts.missing("가", [face]) == ("가",)


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    """Without fonts, what is missing is sorted and comes from the text."""
    found = fonts.missing(text, [])
    assert list(found) == sorted(set(found))
    assert set(found) <= set(unicodedata.normalize("NFC", text))


def test_installed_korean_font() -> None:
    """The real NanumGothic has Hangul and lacks the star."""
    try:
        faces = fonts.find(("NanumGothic",))
    except FontToolError as error:
        pytest.skip(str(error))
    if not faces:
        pytest.skip("NanumGothic is not installed")
    every_syllable = "".join(chr(code) for code in range(0xAC00, 0xD7A4))
    assert fonts.missing(f"{every_syllable} kubectl ⭐", faces) == ("⭐",)


UBUNTU = {"NAME": "Ubuntu", "ID": "ubuntu", "ID_LIKE": "debian"}
SYSTEMS = [
    (
        "debian",
        {"ID": "debian"},
        "linux",
        "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0",
    ),
    ("debian", UBUNTU, "linux", "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"),
    ("debian", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "linux", "sudo apt-get install"),
    (
        "debian",
        {"ID": "elementary", "ID_LIKE": "ubuntu"},
        "linux",
        "sudo apt-get install -y libpango",
    ),
    ("fedora", {"ID": "fedora"}, "linux", "sudo dnf install -y pango"),
    (
        "fedora",
        {"ID": "rocky", "ID_LIKE": "rhel centos fedora"},
        "linux",
        "sudo dnf install -y pango",
    ),
    ("arch", {"ID": "arch"}, "linux", "sudo pacman -S --needed pango"),
    ("alpine", {"ID": "alpine"}, "linux", "sudo apk add pango"),
    ("macos", {}, "darwin", "brew install pango"),
    ("windows", {}, "win32", "Install MSYS2"),
    ("other", {"ID": "plan9 # '"}, "linux", "Install Pango"),
    ("other", {}, "freebsd14", "Install Pango"),
]


@pytest.mark.parametrize(("name", "os_release", "platform", "line"), SYSTEMS)
def test_line_that_installs_pango(
    name: str, os_release: dict[str, str], platform: str, line: str
) -> None:
    """Each system has its own line, found by its own name or its parent's."""
    where = packages.system(os_release, platform)
    assert where == name
    assert packages.install(where, "pango").startswith(line)


def test_debian_packages() -> None:
    """All that Debian needs is installed by one line."""
    assert packages.install(
        "debian", "pango", "subsetter", "fontconfig", "text font", "code font"
    ) == (
        "sudo apt-get install -y fontconfig fonts-nanum fonts-naver-d2coding"
        " libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0"
    )


def test_macos_fonts_are_casks() -> None:
    """Homebrew's fonts are installed by a line of their own kind."""
    assert packages.install("macos", "pango", "text font") == (
        "brew install pango && brew install --cask font-nanum-gothic"
    )


def everything(library: libraries.Library) -> str | None:
    return "1.2.3" if library else None


def nothing(_library: libraries.Library) -> str | None:
    return None


def states(needs: tuple[doctor.Need, ...]) -> dict[str, str]:
    return {need.name: need.state for need in needs}


@pytest.mark.parametrize(("os_release", "platform"), [row[1:3] for row in SYSTEMS])
def test_needs_of_a_bare_machine(tmp_path: Path, os_release: dict[str, str], platform: str) -> None:
    """A machine with nothing lacks the libraries; its fonts are unknown; each has its line."""
    found = doctor.needs(os_release, platform, loaded=nothing, tool=str(tmp_path / "none"))
    assert states(found) == {
        "Pango": "missing",
        "HarfBuzz subsetter": "missing",
        "fontconfig": "missing",
        "Korean text font": "unknown",
        "code font": "unknown",
    }
    assert all(need.install and need.consequence for need in found)
    assert [need.name for need in found if need.is_required] == [
        "Pango",
        "fontconfig",
        "Korean text font",
    ]


def test_needs_of_a_machine_without_fonts(tmp_path: Path) -> None:
    """Where fontconfig answers and lists nothing, the fonts are missing, not unknown."""
    tool = script(tmp_path / "fc-list", "true")
    found = doctor.needs({"ID": "debian"}, "linux", loaded=everything, tool=tool)
    assert states(found) == {
        "Pango": "found",
        "HarfBuzz subsetter": "found",
        "fontconfig": "found",
        "Korean text font": "missing",
        "code font": "missing",
    }
    assert found[3].install == "sudo apt-get install -y fonts-nanum"
    assert found[4].install == "sudo apt-get install -y fonts-naver-d2coding"


def test_needs_of_a_whole_machine(tool: str) -> None:
    """What is there is told with its version or its file."""
    found = doctor.needs(UBUNTU, "linux", loaded=everything, tool=tool)
    assert set(states(found).values()) == {"found"}
    assert found[0].found == "version 1.2.3"
    assert "/f/NanumGothic.ttf" in found[3].found


def test_one_round_of_installing_is_enough(tmp_path: Path) -> None:
    """Before anything is installed, a build asks for the font too, though it is unknown."""
    bare = doctor.needs({"ID": "debian"}, "linux", loaded=nothing, tool=str(tmp_path / "none"))
    assert [need.name for need in doctor.lacking(bare)] == [
        "Pango",
        "fontconfig",
        "Korean text font",
    ]


def test_nothing_lacks_where_fonts_are_unknown(tmp_path: Path) -> None:
    """Where the libraries are there and fonts alone can't be looked for, a build goes on."""
    found = doctor.needs({}, "linux", loaded=everything, tool=str(tmp_path / "none"))
    assert doctor.lacking(found) == ()


@pytest.mark.parametrize(
    ("os_release", "platform", "line"),
    [
        (
            {"ID": "debian"},
            "linux",
            "sudo apt-get install -y fontconfig fonts-nanum fonts-naver-d2coding"
            " libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0",
        ),
        (
            {"ID": "fedora"},
            "linux",
            "sudo dnf install -y fontconfig harfbuzz naver-nanum-gothic-coding-fonts"
            " naver-nanum-gothic-fonts pango",
        ),
        (
            {"ID": "arch"},
            "linux",
            "sudo pacman -S --needed fontconfig harfbuzz noto-fonts-cjk pango",
        ),
        (
            {"ID": "alpine"},
            "linux",
            "sudo apk add font-noto-cjk fontconfig pango so:libharfbuzz-subset.so.0",
        ),
        ({"ID": "plan9"}, "linux", ""),
    ],
)
def test_one_line_for_all(
    tmp_path: Path, os_release: dict[str, str], platform: str, line: str
) -> None:
    """All that a bare machine lacks is installed by one line, where the system has such a line."""
    bare = doctor.needs(os_release, platform, loaded=nothing, tool=str(tmp_path / "none"))
    assert doctor.together(bare, os_release, platform) == line


def test_no_line_where_all_is_there(tool: str) -> None:
    """A whole machine is told no line."""
    found = doctor.needs(UBUNTU, "linux", loaded=everything, tool=tool)
    assert doctor.together(found, UBUNTU, "linux") == ""


def test_library_without_the_command(tmp_path: Path) -> None:
    """Fontconfig's library alone prints, but what is installed isn't known."""
    found = doctor.needs({}, "linux", loaded=everything, tool=str(tmp_path / "none"))
    assert found[2].state == "missing"
    assert not found[2].is_required
    assert states(found)["Korean text font"] == "unknown"


def test_one_library_of_pango_lacking(tool: str) -> None:
    """Pango alone is no help without its companions; the one that lacks is named."""

    def without(library: libraries.Library) -> str | None:
        return None if library is libraries.PANGO_FT2 else "1"

    pango = doctor.needs({}, "linux", loaded=without, tool=tool)[0]
    assert pango.state == "missing"
    assert "PangoFT2" in pango.consequence


def test_library_that_cannot_be_loaded(tmp_path: Path) -> None:
    """A library that isn't there, or is no library, is missing."""
    junk = tmp_path / "libjunk.so"
    junk.write_bytes(b"not a library")
    assert libraries.loaded(libraries.Library("Junk", (str(junk), "junk-of-no-name"))) is None


def test_library_without_a_version() -> None:
    """A library that loads but tells no version is there all the same."""
    files = ("libc.so.6", "libSystem.dylib", "msvcrt.dll", "c")
    assert libraries.loaded(libraries.Library("libc", files)) == ""
    assert libraries.loaded(libraries.Library("libc", files, libraries.PANGO.version)) == ""


def test_doctor_agrees_with_weasyprint() -> None:
    """Where WeasyPrint can be imported, Pango is found, with the version WeasyPrint sees."""
    weasyprint_ffi = pytest.importorskip("weasyprint.text.ffi")
    version = weasyprint_ffi.pango.pango_version()
    text = f"{version // 10000}.{version // 100 % 100}.{version % 100}"
    assert doctor.doctor()[0].found == f"version {text}"
    there = weasyprint_ffi.harfbuzz_subset is not None
    assert (libraries.loaded(libraries.HARFBUZZ_SUBSET) is not None) == there


def test_import_is_light() -> None:
    """Asking what a machine lacks needs neither WeasyPrint nor fontTools to be importable."""
    code = (
        "import sys; from builder.typeset.machine import doctor; doctor.doctor();"
        "print(sorted({'weasyprint', 'fontTools', 'cffi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
