"""Bytes to text: encodings, line ends, composed letters, and characters that no text holds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.source import ContentError, Diagnostic, Location, decode

TEXT = "# 배포\n\n이미지: 읽기 전용 템플릿\n- Docker\n"


def diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(ContentError) as caught:
        decode("a.md", data)
    return caught.value.diagnostics


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, end: str) -> None:
    """Each encoding in which editors save Korean gives the same text, with any line end."""
    assert decode("a.md", TEXT.replace("\n", end).encode(encoding)).text == TEXT


def test_big_endian_with_its_mark() -> None:
    """UTF-16 in the other byte order is known by its mark."""
    assert decode("a.md", b"\xfe\xff" + TEXT.encode("utf-16-be")).text == TEXT


def test_decomposed_hangul_is_composed() -> None:
    """Hangul in letters, as macOS writes it, becomes syllables."""
    taken_apart = unicodedata.normalize("NFD", TEXT)
    assert taken_apart != TEXT
    assert decode("a.md", taken_apart.encode()).text == TEXT


def test_control_characters_have_a_place() -> None:
    """Each line with a control character is a problem at that character."""
    found = diagnostics("가나\0다\n좋다\n\t라\x07\x08".encode())
    assert [(each.location, each.message[-7:-1]) for each in found] == [
        (Location("a.md", 1, 3), "U+0000"),
        (Location("a.md", 3, 3), "U+0007"),
    ]


@pytest.mark.parametrize("line_break", "\u2028\u2029")
def test_hidden_line_breaks_have_a_place(line_break: str) -> None:
    """A line break that editors don't show is told with what to do: pages can't be set with it."""
    (found,) = diagnostics(f"가나\n다{line_break}라".encode())
    assert found.location == Location("a.md", 2, 2)
    assert found.message == f"a hidden line break stands here (U+{ord(line_break):04X})"


def test_a_binary_file_has_few_problems() -> None:
    """A file that isn't text is refused without a flood."""
    assert 0 < len(diagnostics(b"\x01\n" * 5000)) <= 50


def test_a_broken_byte_has_a_place() -> None:
    """A byte that is no UTF-8 among Hangul that is stands where an editor shows it."""
    (found,) = diagnostics("가나\n다".encode() + b"\xff" + "라".encode())
    assert (found.location.line, found.location.column) == (2, 2)


@given(st.binary(max_size=80))
def test_any_bytes_are_text_or_problems(data: bytes) -> None:
    """Any bytes give a text without control characters, or problems with a place."""
    found: tuple[Diagnostic, ...] = ()
    text = ""
    try:
        text = decode("a.md", data).text
    except ContentError as error:
        found = error.diagnostics
    assert all(each.location.line > 0 and each.location.column > 0 for each in found)
    assert not set("\0\r\x1b") & set(text)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Cn"]), max_size=60))
def test_utf8_is_never_taken_for_another(text: str) -> None:
    """What is UTF-8 is read as UTF-8."""
    if not text.startswith("\ufeff"):
        assert decode("a.md", text.encode()).text == unicodedata.normalize("NFC", text)
