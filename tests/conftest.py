"""What the tests share: places, the two real documents, and a way to read PDFs and decks."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says more of the machine than of the code.
settings.register_profile("patient", deadline=None, print_blob=True)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]
INPUTS = ROOT.parent / "shared" / "inputs"


@pytest.fixture(scope="session")
def study_notes() -> Path:
    """The real study document; the test is skipped where it isn't at hand."""
    return _input("devops-study.md")


@pytest.fixture(scope="session")
def cover_letter() -> Path:
    """The real cover letter; the test is skipped where it isn't at hand."""
    return _input("devops-cover-letter.txt")


def _input(name: str) -> Path:
    path = INPUTS / name
    if not path.is_file():
        pytest.skip(f"the real document {name} is not beside the checkout")
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-goldens` renews the golden pages instead of comparing with them."""
    parser.addoption("--update-goldens", action="store_true", help="renew the golden pages")


@pytest.fixture
def own_heap() -> Iterator[None]:
    """What earlier tests left in memory is no part of what is timed: a command's process is new.

    With it the collector of garbage goes through millions of others' objects again and again:
    five megabytes were read in 3.3 seconds instead of 2.4.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
