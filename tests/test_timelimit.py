"""A page that would take for ever ends with an error that names it."""

from __future__ import annotations

import signal
import time

import pytest

from builder.typeset import pdf, timelimit
from builder.typeset.errors import PageError


def test_a_page_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting pages past the limit raises a PageError with their title, and leaves no timer."""
    pdf.render("<html lang=ko><title>x</title>")  # loads what a limit must not cut short
    limited = timelimit.limited
    monkeypatch.setattr(pdf, "limited", lambda html: limited(html, 0.2))
    before = signal.getsignal(signal.SIGPROF)
    html = "<html lang=ko><title>큰 &amp; 과정</title>" + "<p>가나다 라마바</p>" * 20_000
    with pytest.raises(PageError, match="“큰 & 과정” takes more than"):
        pdf.render(html)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) is before


def test_waiting_does_not_count() -> None:
    """On a busy machine a page waits long and computes little: that is no error."""
    with timelimit.limited("<title>x</title>", 0.2):
        time.sleep(0.5)
