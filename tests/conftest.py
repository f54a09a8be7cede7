"""What the tests share: places, the two real documents, and a way to read PDFs and decks."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import count
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


NUMBERS = count(1)


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folders of the tests' users lie."""
    return tmp_path_factory.mktemp("users")


@pytest.fixture(autouse=True)
def user(users: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test builds as a user of its own: nothing is kept from another test, or from a person.

    Two builds of one test have one cache, as a user's have: a test that compares them gives
    each its own.
    """
    own = users / str(next(NUMBERS))
    for variable, name in (("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")):
        monkeypatch.setenv(variable, str(own / name))
    monkeypatch.delenv("STUDY_CACHE", raising=False)
    return own


def pytest_configure(config: pytest.Config) -> None:
    """What builds for several tests at once does it as no person either."""
    os.environ["XDG_CACHE_HOME"] = os.environ["XDG_STATE_HOME"] = str(
        config.rootpath / "build/user"
    )
