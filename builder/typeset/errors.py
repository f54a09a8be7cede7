"""What setting pages raises."""

from __future__ import annotations


class PageError(Exception):
    """A page can't be set: text past its room, unknown CSS, a missing image.

    `anchors` name the elements where it went wrong, if that is known.
    """

    def __init__(self, message: str, anchors: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, anchors, hint)  # all of them, so that it can be pickled
        self.anchors = anchors
        self.hint = hint

    def __str__(self) -> str:
        return str(self.args[0])
