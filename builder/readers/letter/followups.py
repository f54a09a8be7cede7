"""What an interviewer asks after a story, and what asks the reader for one's own, by kind."""

from __future__ import annotations

import re

from builder.languages.asked import Asked
from builder.languages.asked_en import ENGLISH
from builder.languages.asked_ko import KOREAN
from builder.languages.vocabulary import bare


def kind_of(title: str) -> str:
    """The kind that a section's title says, or ""."""
    words = re.sub(r"[\s·,/&()_-]+", "", bare(title))
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")


def language_of(text: str) -> str:
    """The language in which to ask: Korean where the text holds Hangul, else English."""
    return "ko" if _HANGUL.search(text) else "en"


def of(kind: str, language: str) -> Asked:
    """The questions and prompts for a kind of story, or those that fit any."""
    table = KOREAN if language == "ko" else ENGLISH
    return table.get(kind) or table[""]


_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")

_KINDS = tuple(
    (kind, re.compile(words))
    for kind, words in (
        ("motive", "지원동기|지원이유|지원한이유|지원하게된|motivation|motive|whythis|whyi|whydo"),
        (
            "plans",
            "포부|입사후|향후계획|장래|미래계획|careergoal|futureplan|plans?$|aspiration|goals?$",
        ),
        (
            "growth",
            "성장과정|성장배경|성장환경|가치관|생활신조|growth|upbringing|personalbackground",
        ),
        ("strengths", "장단점|강점|약점|장점|단점|성격|strength|weakness|personality"),
        ("leadership", "리더십|리더쉽|리더|leadership|leading"),
        ("teamwork", "팀워크|팀웍|협업|협력|갈등|teamwork|collaborat|conflict"),
        (
            "problem-solving",
            "문제해결|문제를해결|위기극복|실패|도전|어려움|problem|challenge|failure",
        ),
        ("project", "프로젝트|project"),
        (
            "career",
            "경력|업무경험|직무경험|직무역량|실무경험|인턴|career|workexperience|employment|workhistory",
        ),
        ("introduction", "자기소개|소개|introduc|aboutme|whoiam"),
    )
)
