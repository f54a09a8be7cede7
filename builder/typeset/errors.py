"""What setting pages raises."""

from __future__ import annotations


class PageError(Exception):
    """A page can't be set: text past its room, unknown CSS, a missing image.

    `anchors` name the elements where it went wrong, if that is known; `place` is a template's
    file and line.
    """

    def __init__(
        self,
        message: str,
        anchors: tuple[str, ...] = (),
        hint: str = "",
        place: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(message, anchors, hint, place)  # all of them, so that it can be pickled
        self.anchors = anchors
        self.hint = hint
        self.place = place

    @property
    def message(self) -> str:
        """What went wrong, without the place."""
        return str(self.args[0])

    def __str__(self) -> str:
        return ":".join(map(str, self.place)) + f": {self.message}" if self.place else self.message
