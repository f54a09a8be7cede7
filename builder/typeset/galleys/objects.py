"""Objects of a PDF that are written by hand: most of a document is thousands of small ones."""

from __future__ import annotations

import zlib

import pydyf


class Written(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are given."""

    data = b""


class WrittenStream(pydyf.Stream):  # type: ignore[misc]
    """A stream whose bytes are given, with its dictionary."""

    data = b""


def put(pdf: pydyf.PDF, data: bytes = b"", *, is_stream: bool = False) -> Written | WrittenStream:
    """Add an object, whose bytes may be given later, when what it refers to has numbers."""
    made = WrittenStream() if is_stream else Written()
    made.data = data
    pdf.add_object(made)
    return made


def streamed(content: bytes, head: bytes = b"<<>>") -> bytes:
    """A stream with its dictionary, to which length and compression are added."""
    squeezed = b""
    if b"/Filter" not in head:
        content, squeezed = zlib.compress(content), b"/Filter/FlateDecode"
    length = b"/Length %d" % len(content)
    return b"%s%s%s>>\nstream\n%s\nendstream" % (
        head.removesuffix(b">>"),
        squeezed,
        length,
        content,
    )


def text(value: str) -> bytes:
    """A text string."""
    return bytes(pydyf.String(value).data)


def numbers(*values: float) -> bytes:
    """Numbers with spaces between, as short as three decimals allow."""
    return b" ".join(b"%d" % v if v == int(v) else (b"%.3f" % v).rstrip(b"0") for v in values)
