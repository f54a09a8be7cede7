"""The words by which people ask and answer in their notes, of all languages together."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import yaml

from builder.languages import folders


@cache
def words(key: str) -> tuple[str, ...]:
    """The words of a kind in all languages, the longest first, each once."""
    found = {word for held in _held().values() for word in held.get(key, ())}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def either(key: str) -> str:
    """A regular expression for any of the words; blanks in them may be left out."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in words(key))


@cache
def heads(*keys: str) -> frozenset[str]:
    """Words as heads of columns or sections, in lower case."""
    return frozenset(word.casefold() for key in keys for word in words(key))


@cache
def _held() -> dict[str, dict[str, list[str]]]:
    files = sorted((folders.FOLDER / "notes").glob("*.yaml"))
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return {file.stem: yaml.load(file.read_text(encoding="utf-8"), loader) for file in files}


_ASIDE = re.compile(r"\s*[(（][^()（）]{0,200}[)）]$")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _ends() -> re.Pattern[str]:
    ends = "|".join(words("ends"))
    return re.compile(
        rf"[?？؟]\s*(?:[\])）】\"'”’*_]{{0,4}})$|(?:{ends})(?:\s?\([^()]{{0,40}}\))?[.。]?$"
    )


@cache
def _begins() -> re.Pattern[str]:
    return re.compile("|".join(words("begins")))


@cache
def _requests() -> re.Pattern[str]:
    return re.compile("(?i)(?:" + "|".join(words("requests")) + ")")


@cache
def _about() -> re.Pattern[str]:
    # Words in Latin letters count whole; others stand within a sentence without blanks.
    latin = "|".join(word for word in words("about") if word.isascii())
    others = "|".join(word for word in words("about") if not word.isascii())
    return re.compile(rf"(?i)\b(?:{latin})\b|{others}")


@lru_cache(maxsize=4096)
def asks(text: str) -> bool:
    """A text that asks or requests by itself, whatever stands around it."""
    core = text.strip().strip("*_`~ \t")
    if core.endswith((")", "）")):
        core = _ASIDE.sub("", core) or core
    return bool(_ends().search(core[-60:]) or _begins().match(core))


@lru_cache(maxsize=4096)
def may_ask(text: str) -> bool:
    """A text that asks where its neighbours do: "Explain closures"."""
    return asks(text) or bool(_requests().match(text.lstrip("*_ ")))


def is_about_code(text: str) -> bool:
    """A question about code that stands below it, rather than one that code answers."""
    return bool(_about().search(text))


def is_vague(text: str) -> bool:
    """A question that only its place makes clear: "Why is that so?"."""
    said = _WORD.findall(text.casefold())
    return len(said) <= 5 and all(word in _context() for word in said)


@cache
def _context() -> frozenset[str]:
    return heads("common", "vague")


def is_unwritten(text: str) -> bool:
    """What stands for an answer that is yet to be written: "to be completed"."""
    return len(text) < 80 and bool(_unwritten().match(text))


@cache
def _unwritten() -> re.Pattern[str]:
    return re.compile(rf"(?i)^\W*(?:{either('todo')})(?!\w)[^\n]{{0,40}}$")


@lru_cache(maxsize=4096)
def is_folded_answer(text: str) -> bool:
    """A fold's summary that only says that the answer stands in it: "Show answer"."""
    bare = " ".join(_WORD.findall(text.casefold()))
    if not bare or len(bare) > 40:
        return not bare
    known = heads("answer", "explanation", "show")
    if bare in known or bare.replace(" ", "") in known:
        return True
    for word in (*words("answer"), *words("explanation")):
        if not bare.startswith(word) and not bare.endswith(word):
            continue
        rest = bare.removeprefix(word) if bare.startswith(word) else bare.removesuffix(word)
        shows = any(each in rest for each in words("show")) or "the" in rest.split()
        if not rest.strip(" sn") or len(rest.strip()) == 1 or (len(rest.split()) <= 3 and shows):
            return True
    return False


_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30f6]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0621-\u064a]")),
    ("ru", re.compile("[\u0430-\u044f\u0410-\u042f]")),
)


def language_of(text: str) -> str:
    """The language a text is mostly written in, as a BCP 47 tag; "" where it can't be told.

    By its script, and for Latin letters by the words that every sentence of a language has.
    """
    sample = text if len(text) < 60_000 else text[:20_000] + text[len(text) // 2 :][:40_000]
    said = [word for word in _WORD.findall(sample.casefold()) if word[0] < "\u0460"]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    if counts["ja"] and counts["ja"] * 8 > counts["zh"]:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    # A sign of Hangul or Han says about as much as half a word; code and names are in Latin.
    best = max(counts, key=lambda name: counts[name])
    if counts[best] >= 3 and counts[best] * 2 > len(said):
        return best
    found = {name: sum(word in common for word in said) for name, common in _common().items()}
    likely = max(found, key=lambda name: found[name])
    return likely if found[likely] >= 3 and found[likely] * 12 > len(said) else ""


@cache
def _common() -> dict[str, frozenset[str]]:
    held = {name: frozenset(each.get("common", ())) for name, each in _held().items()}
    return {name: common for name, common in held.items() if common}
