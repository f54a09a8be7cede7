"""Numbers of gaps that survive edits: in Anki a gap's number is its card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from builder.kinds import gaps as gaps_in
from builder.kinds.cloze import Cloze, fresh
from builder.kinds.gaps import Gap
from builder.kinds.naming import fold, says
from builder.ledger.entries import KnownGap

ALIKE = 0.5  # from here on words are an edit of others, where the places alone don't tell


def numbers(cloze: Cloze, known: Sequence[KnownGap], before: str) -> tuple[int, ...]:
    """The gaps' numbers, those they had in the sentence as it was `before`.

    What the author numbered has that number. A gap with the same words has the number that they
    had; one in the place of a lost one, with the lost one's words gone from the sentence, is that
    one edited; any other gets a number that no gap ever had.
    """
    gaps = cloze.gaps
    if not known:
        return fresh(gaps)
    found = {at: gap.number for at, gap in enumerate(gaps) if gap.number}
    named = {_key(gap.words) for gap in gaps if gap.number}
    free = [
        each
        for each in known
        if each.number not in found.values() and _key(each.words) not in named
    ]
    places = _same(gaps, found, [each for each in free if not each.is_gone])
    lost = [
        at
        for at, each in enumerate(free)
        if not each.is_gone and at not in places and not _stands_in(each.words, cloze)
    ]
    edited = [at for at in _open(gaps, found) if not _says(before, gaps[at], known)]
    _edited(gaps, free, edited, lost, places, found)
    _same(gaps, found, [each for each in free if each.is_gone])
    new = max((each.number for each in known), default=0)
    for at in _open(gaps, found):
        new = max(new, *found.values(), 0) + 1
        found[at] = new
    return tuple(found[at] for at in range(len(gaps)))


def frame(sentence: str, words: Iterable[str]) -> str:
    """A sentence with nothing in its gaps, which hold these words in this order."""
    made, rest = "", sentence
    for each in words:
        before, found, after = rest.partition(each)
        if found:
            made, rest = f"{made}{before}\0", after
    return " ".join((made + rest).split())


def remembered(cloze: Cloze, known: Sequence[KnownGap]) -> tuple[KnownGap, ...]:
    """What the ledger keeps of a cloze's gaps: those it has, then those it had."""
    now = tuple(KnownGap(number, gap.words) for number, gap in cloze.numbered)
    asked = {each.number for each in now}
    gone = {each.number: each for each in known if each.number not in asked}
    return (*now, *(KnownGap(each.number, each.words, True) for each in gone.values()))


def _open(gaps: Sequence[Gap], found: dict[int, int]) -> list[int]:
    return [at for at in range(len(gaps)) if at not in found]


def _same(gaps: Sequence[Gap], found: dict[int, int], known: Sequence[KnownGap]) -> dict[int, int]:
    """Number the gaps whose words are known; gives the gap of each known one by their places."""
    places: dict[int, int] = {}
    for at in _open(gaps, found):
        for place, each in enumerate(known):
            if place not in places and _key(each.words) == _key(gaps[at].words):
                places[place] = at
                found[at] = each.number
                break
    return places


def _edited(
    gaps: Sequence[Gap],
    known: Sequence[KnownGap],
    open_: list[int],
    lost: list[int],
    places: dict[int, int],
    found: dict[int, int],
) -> None:
    """Number the gaps that stand where lost ones stood."""
    for run in _runs(open_):
        before = max((place for place, at in places.items() if at < run[0]), default=-1)
        after = min((place for place, at in places.items() if at > run[-1]), default=len(known))
        there = [place for place in lost if before < place < after]
        if len(there) == len(run):
            pairs = list(zip(there, run, strict=True))
        else:
            pairs = _most_alike(there, run, gaps, known)
        for place, at in pairs:
            found[at] = known[place].number
            lost.remove(place)


def _runs(places: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for at in places:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _most_alike(
    there: list[int], run: list[int], gaps: Sequence[Gap], known: Sequence[KnownGap]
) -> list[tuple[int, int]]:
    scores = [
        (_similarity(known[place].words, gaps[at].words), place, at)
        for place in there
        for at in run
    ]
    pairs: dict[int, int] = {}
    for score, place, at in sorted(scores, key=lambda each: (-each[0], each[1:])):
        if score >= ALIKE and place not in pairs and at not in pairs.values():
            pairs[place] = at
    return list(pairs.items())


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, _key(one), _key(other), autojunk=False).ratio()


def _key(words: str) -> str:
    return fold(words) or words.strip()


def _stands_in(words: str, cloze: Cloze) -> bool:
    """Whether words that were a gap are now plain text: then the gap was taken away."""
    return says(gaps_in.outside(cloze.text).casefold(), words.casefold())


def _says(before: str, gap: Gap, known: Sequence[KnownGap]) -> bool:
    """Whether a gap's words were plain text before: then they are a gap for the first time."""
    asked = [each.words for each in known if not each.is_gone]
    return says(frame(before, asked).casefold(), gap.words.casefold())
