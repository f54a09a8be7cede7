"""The words by which people head the parts of a study document, by language."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal[
    "",
    "guide",
    "concept",
    "knowledge",
    "terms",
    "questions",
    "scenarios",
    "scenario",
    "interview",
    "cheat",
    "sources",
    "text",
    "situation",
    "response",
    "aspect",
]

_ROLES: dict[Role, dict[str, str]] = {
    "guide": {
        "ko": "레벨 가이드|레벨 안내|레벨 구분|레벨 설명|레벨 정의|레벨 기준|레벨 체계|난이도"
        "|난이도 안내"
        "|난이도 구분|난이도 기준|단계 안내|단계 구분|학습 단계|학습 레벨|대상 레벨",
        "en": "level guide|levels guide|guide to levels|guide to the levels|difficulty"
        "|difficulty guide|difficulty levels|about the levels|level overview",
    },
    "concept": {
        "ko": "개념 설명|개념|개념 정리|핵심 개념|기본 개념|개념 이해|개요|설명|정의",
        "en": "concept|concepts|core concept|core concepts|key concept|key concepts|overview"
        "|explanation|concept explanation|definition|what it is|the concept",
    },
    "knowledge": {
        "ko": "레벨별 지식|레벨별 학습|레벨별 정리|레벨별 내용|레벨별 학습 내용|단계별 지식"
        "|단계별 학습"
        "|단계별 내용|난이도별 지식|난이도별 정리|수준별 지식|수준별 학습|레벨별 질문|레벨별",
        "en": "knowledge by level|by level|levels|level knowledge|level-by-level|knowledge"
        "|what to know by level|knowledge per level|per level",
    },
    "terms": {
        "ko": "용어|핵심 용어|주요 용어|기본 용어|용어 정리|용어 설명|키워드|핵심 키워드",
        "en": "terms|key terms|terminology|glossary|vocabulary|keywords",
    },
    "questions": {
        "ko": "질문|질문과 답변|질문과 답|질의응답|문답|예상 질문|확인 질문|점검 질문|핵심 질문"
        "|연습 문제"
        "|자주 묻는 질문|심화 질문|기본 질문",
        "en": "questions|questions and answers|q&a|qna|q and a|faq|quiz|check yourself|exercises"
        "|practice questions|review questions",
    },
    "scenarios": {
        "ko": "실무 시나리오|시나리오|실전 시나리오|상황별 시나리오|장애 시나리오|운영 시나리오"
        "|시나리오 모음|실무 사례|실무 상황|문제 상황 시나리오|실무 적용 시나리오|상황 대응",
        "en": "scenarios|practical scenarios|real-world scenarios|work scenarios|case studies"
        "|hands-on scenarios|scenario questions|practice scenarios|incident scenarios",
    },
    "interview": {
        "ko": "면접 빈출 질문|면접 질문|면접 예상 질문|빈출 면접 질문|빈출 질문|면접 대비 질문"
        "|기술 면접 질문|면접 단골 질문|자주 나오는 면접 질문|면접 문제|면접 질문 모음",
        "en": "interview questions|frequent interview questions|common interview questions"
        "|frequently asked interview questions|typical interview questions|interview q&a",
    },
    "cheat": {
        "ko": "핵심 요약|요약|치트시트|치트 시트|한눈에 보기|한 줄 요약|핵심 정리",
        "en": "cheat sheet|cheatsheet|summary|at a glance|key points|key takeaways|tl;dr",
    },
    "sources": {
        "ko": "참고 자료|참고자료|참고 문헌|참고|출처|참고 링크|더 읽을거리",
        "en": "references|sources|further reading|links|see also|resources",
    },
    "text": {
        "ko": "목차|차례|들어가며|들어가기|머리말|서론|소개|마치며|마무리|맺음말|결론|부록"
        "|변경 이력"
        "|학습 방법|사용 방법|사용법",
        "en": "table of contents|contents|introduction|preface|conclusion|appendix|changelog"
        "|how to use|how to study|afterword",
    },
    "situation": {
        "ko": "상황|문제 상황|문제|배경|증상|장애 상황|상황 설명|현상|시나리오 상황",
        "en": "situation|problem|context|background|symptom|symptoms|the situation|the problem",
    },
    "response": {
        "ko": "대응|대응 방법|대응 방안|대응 절차|대응 순서|해결|해결 방법|해결 방안|해결 과정"
        "|해결책"
        "|조치|조치 사항|조치 방법|해결 절차|대처|대처 방법|진행|단계|해결 단계|대응 단계"
        "|접근 방법|접근",
        "en": "response|steps|solution|resolution|action|actions|what to do|approach|fix"
        "|how to respond|mitigation|remedy|handling",
    },
    "aspect": {
        "ko": "원인|원인 분석|분석|결과|교훈|예방|재발 방지|핵심|포인트|주의|참고 사항|요점|추가"
        "|검증|확인",
        "en": "cause|root cause|analysis|result|results|outcome|lesson|lessons|prevention|note"
        "|notes|verification|follow-up|takeaway",
    },
}

_NUMBERING = re.compile(
    r"(?i)^(?:(?:chapter|part|topic|unit|section|lesson)\s++\d{1,3}\s*+[.:)\-–—]?\s*+"
    r"|(?:주제|토픽|파트|챕터)\s*+\d{1,3}\s*+[.:)\-–—]?\s*+"
    r"|제?\d{1,3}\s?[장부절편과]\s*+[.:)\-–—]?\s++"
    r"|\d{1,3}(?:[.\-]\d{1,3}){0,3}[.):](?:\s++|(?!\d))|\d{1,3}(?:[.\-]\d{1,3}){1,3}\s++"
    r"|[①-⑳]\s*+|[Ⅰ-Ⅻ]{1,4}[.)]?\s++|[IVX]{1,4}\.\s++)"
)
_SYMBOLS = "*_~`#:：.·•\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
_EDGES = re.compile(rf"^[\s{_SYMBOLS}\[\]【】「」<>〈〉]++")
_ENDS = "*_~`:：.·•[]【】「」<>〈〉 \t\ufe0f"
_TAIL = re.compile(r"\s*+\(([^()]{0,60})\)$")
_SCENARIO_WORD = r"(?:(?:실무|실전|장애)\s)?(?:시나리오|사례|scenario|case)"
_SCENARIO = re.compile(rf"{_SCENARIO_WORD}(?:\s?#?\d{{1,3}}(?!\w)|\s?[:：.–—]|\s-\s)")
_SCENARIO_NAME = re.compile(rf"(?i)^{_SCENARIO_WORD}\s?#?\d{{0,3}}\s*+[:：.)\-–—]?\s*+")
_LOOKUP: dict[str, Role] = {
    word.replace(" ", "").casefold(): role
    for role, by_language in _ROLES.items()
    for words in by_language.values()
    for word in words.split("|")
}

LEVEL_WORDS = r"level|lvl|lv|레벨|단계|수준|난이도|stage|tier|등급"

LEVEL_NAMES: dict[str, tuple[int, int]] = {
    word: (number, order)
    for number, order, words in (
        (1, 10, "입문|입문자|beginner|novice|entry|entry-level|newcomer|왕초보"),
        (1, 12, "기초|기본|basic|basics|foundation|fundamentals|초보|초보자"),
        (1, 15, "초급|초급자|elementary|인턴|신입|starter"),
        (2, 20, "주니어|junior|jr"),
        (2, 25, "중급|중급자|intermediate|middle|mid|mid-level|미들|미드"),
        (3, 30, "시니어|senior|sr"),
        (3, 35, "고급|고급자|심화|advanced|상급"),
        (4, 40, "리드|lead|리더|테크리드|tech-lead|techlead|staff"),
        (4, 45, "전문가|expert|principal|master|마스터|아키텍트|architect|최상급"),
        (4, 50, "cto|임원|executive"),
    )
    for word in words.split("|")
}
"""A level's usual number, and its order among the names that a document uses."""

NAME_COLUMNS = frozenset(
    (
        *("대상", "이름", "구분", "명칭", "레벨명", "단계명"),
        *("name", "audience", "who", "role", "title", "for"),
    )
)
"""Heads of a guide's column that holds the levels' names."""


def unnumbered(title: str) -> str:
    """A title without its leading number: "3. Docker" and "제3장 Docker" are "Docker"."""
    return _NUMBERING.sub("", title, count=1).strip() or title


def plain(text: str) -> str:
    """A head's words alone: without markup, symbols or number, one space between them."""
    text = _EDGES.sub("", text).rstrip(_ENDS)
    text = _EDGES.sub("", unnumbered(text)).rstrip(_ENDS)
    return " ".join(text.split())


def bare(text: str) -> str:
    """A head as it is looked up: its words in lower case."""
    return plain(text).casefold()


def role_of(text: str) -> Role:
    """The part a head opens, or "" for a head of the author's own."""
    if len(text) > 80:
        return ""
    words = bare(text)
    role = _LOOKUP.get(words.replace(" ", ""), "")
    if not role and words.endswith(")"):
        role = _LOOKUP.get(_TAIL.sub("", words).replace(" ", ""), "")
    if not role and _SCENARIO.match(words):
        role = "scenario"
    return role


def guessed_role(text: str) -> Role:
    """The part that a head most likely opens whose words only end as a known head's do."""
    words = bare(text).replace(" ", "")
    if words.endswith(_INTERVIEWS):
        return "interview"
    return "scenarios" if words.endswith(_SCENARIOS) else ""


_INTERVIEWS = ("면접질문", "면접빈출질문", "면접예상질문", "interviewquestions")
_SCENARIOS = ("시나리오", "scenarios")


def aside(text: str) -> str:
    """What a head of a known role says in parentheses after its words."""
    found = _TAIL.search(text.strip().rstrip(_ENDS))
    return found[1] if found else ""


def scenario_title(text: str) -> str:
    """A scenario's own title: "시나리오 2: 배포 실패" is "배포 실패"."""
    text = _EDGES.sub("", text).strip(" *_")
    return _SCENARIO_NAME.sub("", unnumbered(text), count=1).strip(" *_]】")
