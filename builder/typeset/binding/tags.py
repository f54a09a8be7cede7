"""The tags of a bound document's pieces, as one tree.

In a long document they take nearly all of the memory: a page has some hundred and sixty
elements. There, those that only wrap text are left out, and equal values are held once.
"""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Object, Pdf

_WITH_TEXT = frozenset(
    f"/{name}" for name in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "LBody", "Span")
)
_WRAPPER = frozenset(("/K", "/P", "/Pg", "/S", "/Type"))
_ALIKE = ("/Type", "/S", "/K", "/A")  # the other entries refer to objects


class Tags:
    """The tags of a document, `is_long` or not, and of each piece that is added to it."""

    def __init__(self, whole: Pdf, *, is_long: bool) -> None:
        self._is_long = is_long
        self._known: dict[bytes, Object] = {}
        self._root = self.of(whole)
        if is_long:
            self._hold_once(self._root.K[0])

    def next_number(self) -> int:
        """The first number that stands for no page and no note yet."""
        numbers = self._root.ParentTree.Nums
        return int(numbers[len(numbers) - 2]) + 1 if len(numbers) else 0

    def of(self, pdf: Pdf) -> Object:
        """The tree of a piece, as it is to be copied."""
        root = pdf.Root.StructTreeRoot
        if self._is_long:
            _unwrap(root)
        return root

    def add(self, copied: Object, first: int) -> None:
        """Take in a piece's tree that was copied to the document; its numbers begin at `first`."""
        document, numbers = self._root.K[0], self._root.ParentTree.Nums
        for each in copied.K[0].K:
            each.P = document
            document.K.append(each)
            if self._is_long:
                self._hold_once(each)
        listed = list(copied.ParentTree.Nums)
        for number, parent in zip(listed[::2], listed[1::2], strict=True):
            numbers.append(int(number) + first)
            numbers.append(parent)

    def _hold_once(self, top: Object) -> None:
        for element in _elements(top):
            for key in _ALIKE:
                value = element.get(key)
                if isinstance(value, Object) and not value.is_indirect:
                    written = value.unparse()
                    if b" R" not in written:
                        element[key] = self._known.setdefault(written, value)


def _unwrap(root: Object) -> None:
    """Give the text of spans that say nothing about it to the elements that they stand in."""
    listed = list(root.ParentTree.Nums)
    owners = dict(zip(map(int, listed[::2]), listed[1::2], strict=True))
    for element in reversed(list(_elements(root.K[0]))):
        if str(element.S) in _WITH_TEXT and {"/K", "/Pg"} <= element.keys():
            _take_text(element, owners[int(element.Pg.StructParents)])


def _take_text(element: Object, owners: Object) -> None:
    """Take the texts of the spans in an element; `owners` are those of its page's texts."""
    mine: list[Object] = []
    for each in element.K:
        texts = list(each.K) if _is_wrapper(each) and _same_page(each, element) else []
        for text in texts:
            owners[int(text)] = element
        mine += texts or [each]
    element.K = Array(mine)


def _is_wrapper(each: Object) -> bool:
    """Whether this is a span that holds nothing but text."""
    return (
        isinstance(each, Dictionary)
        and each.get("/S") == "/Span"
        and set(each.keys()) == _WRAPPER
        and all(isinstance(text, int) for text in each.K)
    )


def _same_page(one: Object, other: Object) -> bool:
    return one.Pg.objgen == other.Pg.objgen


def _elements(top: Object) -> Iterator[Object]:
    """An element of the tags and all below it, each before those below."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [
            each for each in element.get("/K", ()) if isinstance(each, Dictionary) and "/S" in each
        ]
