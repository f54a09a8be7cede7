"""The pages of a finished PDF as drawings to put on sheets of paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from builder.typeset.papers import PAPERS

MM = 72 / 25.4


class SheetError(ValueError):
    """What keeps a PDF from being put on sheets, in a plain sentence."""


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A width and a height in points."""

    width: float
    height: float

    @property
    def turned(self) -> SheetSize:
        return SheetSize(self.height, self.width)

    @property
    def is_wide(self) -> bool:
        return self.width > self.height


def paper_size(paper: str) -> SheetSize:
    """The upright size of a paper known by its name."""
    if paper not in PAPERS:
        raise SheetError(f"There is no paper “{paper}”; there are {', '.join(sorted(PAPERS))}.")
    return SheetSize(PAPERS[paper].width * MM, PAPERS[paper].height * MM)


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page as it is seen, trimmed and turned: a form XObject and where it lies."""

    form: pikepdf.Object
    left: float
    bottom: float
    size: SheetSize

    def placed(self, name: str, x: float, y: float, scale: float = 1) -> str:
        """The operators that draw it with its lower left corner at a point of the sheet."""
        dx, dy = x - scale * self.left, y - scale * self.bottom
        return f"q {_numbers(scale, 0, 0, scale, dx, dy)} cm /{name} Do Q\n"


class Sheets:
    """Sheets in the making from the pages of one PDF. `made` gives their bytes."""

    def __init__(self, source: Pdf) -> None:
        self._target = Pdf.new()
        _keep_title(source, self._target)
        self.pages = self.drawings(source)

    def drawings(self, source: Pdf) -> tuple[PageForm, ...]:
        """Each page of a PDF as a drawing for these sheets; fonts are copied once."""
        return tuple(_drawing(page, self._target) for page in source.pages)

    def add(self, size: SheetSize, content: str, drawings: dict[str, PageForm]) -> None:
        """Append a sheet with this content, in which the drawings have these names."""
        page = self._target.add_blank_page(page_size=(size.width, size.height))
        forms = {f"/{name}": drawing.form for name, drawing in drawings.items()}
        page.obj.Resources = Dictionary(XObject=Dictionary(forms))
        page.obj.Contents = self._target.make_stream(content.encode("ascii"))

    def prefer(self, **choices: Name) -> None:
        """Set what a viewer's print dialog starts with, such as `Duplex`."""
        self._target.Root.ViewerPreferences = Dictionary(
            {f"/{key}": value for key, value in choices.items()}
        )

    def made(self) -> bytes:
        """The finished PDF; the same sheets give the same bytes."""
        out = io.BytesIO()
        self._target.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return out.getvalue()


@contextmanager
def opened(data: bytes) -> Iterator[Pdf]:
    """Open a PDF's bytes; raise SheetError where it is encrypted, broken or has no pages."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            if source.is_encrypted:
                raise SheetError(_LOCKED)
            if not source.pages:
                raise SheetError("The PDF has no pages.")
            yield source
            # The library goes on without the pages it can't find, and warns.
            if source.get_warnings():
                raise SheetError(_BROKEN)
    except pikepdf.PasswordError:
        raise SheetError(_LOCKED) from None
    except (pikepdf.PdfError, RuntimeError) as error:
        # What the library finds out of range in a damaged file is a RuntimeError.
        raise SheetError(f"{_BROKEN} ({error})") from None


_LOCKED = "The PDF is protected by a password; save a copy without one."
_BROKEN = "The PDF is broken, so its pages can't be read."


def box(x: float, y: float, width: float, height: float) -> str:
    """The operator that makes a rectangle the path."""
    return f"{_numbers(x, y, width, height)} re"


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    """The operators that draw a line."""
    return f"{_numbers(x, y)} m {_numbers(to_x, to_y)} l S\n"


def _keep_title(source: Pdf, target: Pdf) -> None:
    title = source.docinfo.get("/Title")
    if isinstance(title, pikepdf.String):
        target.docinfo["/Title"] = str(title)
    language = source.Root.get("/Lang")
    if isinstance(language, pikepdf.String):
        target.Root.Lang = str(language)


def _drawing(page: pikepdf.Page, target: Pdf) -> PageForm:
    form = page.as_form_xobject()
    try:
        xs, ys = _corners(form)
    except (AttributeError, TypeError, ValueError):
        raise SheetError(_BROKEN) from None
    size = SheetSize(max(xs) - min(xs), max(ys) - min(ys))
    if not (1 <= size.width <= _LONGEST and 1 <= size.height <= _LONGEST):
        raise SheetError("The PDF has a page that no sheet can hold.")
    return PageForm(target.copy_foreign(form), min(xs), min(ys), size)


# The format's own limit is 14,400 units of up to 75,000 points; this is 350 metres.
_LONGEST = 1_000_000


def _corners(form: pikepdf.Object) -> tuple[list[float], list[float]]:
    """The corners of the form's box where its own matrix (page turned, scaled) puts them."""
    matrix = form.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))
    a, b, c, d, e, f = (float(value) for value in matrix)
    left, bottom, right, top = (float(value) for value in form.BBox)
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    return [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)
