"""Square codes, which a phone reads: a text to a picture."""

from __future__ import annotations

import segno


def square(text: str) -> str:
    """The text's square code (QR, a quarter of it may be smeared) as an SVG's `data:` address.

    Raises ValueError for a text of more than some two thousand characters.
    """
    return segno.make(text, error="m", micro=False, boost_error=False).svg_data_uri(
        border=0, xmldecl=False, svgns=True
    )
