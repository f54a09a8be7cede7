"""Papers: one table of them for pages, posters and sheets."""

from __future__ import annotations

from typing import get_args

import pytest

from builder.typeset.imposition.forms import MM, SheetError, paper_size
from builder.typeset.papers import PAPERS, PagePaper, PosterPaper, SheetPaper


@pytest.mark.parametrize("purpose", [PagePaper, PosterPaper, SheetPaper])
def test_every_paper_that_may_be_asked_for_has_a_size(purpose: object) -> None:
    """What an option offers is in the table, under its own name, upright."""
    assert len(get_args(purpose)) >= 3
    for name in get_args(purpose):
        assert PAPERS[name].name == name
        assert PAPERS[name].width < PAPERS[name].height


def test_sheets_are_of_the_same_table() -> None:
    """Pages are arranged on papers of the one table; another name is a sentence."""
    size = paper_size("letter")
    assert (size.width, size.height) == (PAPERS["letter"].width * MM, PAPERS["letter"].height * MM)
    with pytest.raises(SheetError, match="no paper “a5”; there are a1, a2, a3, a4, b5, letter"):
        paper_size("a5")
