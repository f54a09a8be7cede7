"""Korean words kept whole on a line: WeasyPrint knows no `word-break: keep-all`."""

from __future__ import annotations

import re

JOINER = "\u2060"

_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_TAG = re.compile(r"(<[^>]*>)")
_ENDS = rf"[{_HANGUL}A-Za-z0-9)\]%\"'’”]"  # what a Korean particle clings to
_BETWEEN = re.compile(rf"(?<=[{_HANGUL}])(?=[{_HANGUL}A-Za-z0-9])|(?<={_ENDS})(?=[{_HANGUL}])")
_ENDING = re.compile(_ENDS)
_VERBATIM = re.compile(r"<(/?)(code|pre|svg|script|style)\b")
_INLINE = re.compile(r"</?(strong|em|s|a|code|span|mark|sub|sup)\b")
_FORMULA = re.compile(r'<img class="formula"')
_SCRIPT = re.compile(r"<su[bp]\b")
_HANGUL_CHARACTER = re.compile(rf"[{_HANGUL}]")


def joined(made: str) -> str:
    """The HTML with U+2060 between a word's Korean syllables, also across inline tags."""
    pieces = _TAG.split(made)
    depth = 0
    last = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            verbatim = _VERBATIM.match(piece)
            if verbatim:
                depth += -1 if verbatim[1] else 1
            if not _INLINE.match(piece):
                last = "x" if _FORMULA.match(piece) else ""  # a particle clings to it too
        elif piece and not depth:
            ours = _BETWEEN.sub(JOINER, piece)
            # What is raised or lowered stays with its base, which may be Hangul: there a line ends.
            is_script = last.strip() and _SCRIPT.match(pieces[index - 1])
            if is_script or (_ENDING.match(last) and _HANGUL_CHARACTER.match(piece)):
                ours = JOINER + ours
            pieces[index] = ours
            last = piece[-1]
        elif piece:
            last = piece[-1]
    return "".join(pieces)
