"""Which cards of a course are cards that were known before, whatever was edited."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from builder.kinds.every import BY_NAME
from builder.ledger import assignment, blocking, similarity


@dataclass(frozen=True, slots=True)
class Trace:
    """What a card is known by; `answer` is a sketch, and only old ones are retired."""

    kind: str
    topic: str
    level: int
    front: str
    answer: str = ""
    id: str = ""
    retired: bool = False


def recognise(old: list[Trace], new: list[Trace]) -> dict[int, int]:
    """The old card of each new one that has one, by index.

    In this order: by explicit id; by the exact front in its topic; retired ones so too;
    by the exact front anywhere, if front or answer tell it from others; by the likeness
    of front and answer in the topic and level; by a greater likeness anywhere.
    """
    search = _Search(old, new)
    search.by_key(lambda trace: (_family(trace), trace.id) if trace.id else None)
    for key in (_here, _in_topic):
        search.by_key(key)
    for key in (_here, _in_topic):
        search.by_key(key, retired=True)
    renamed = search.renamed_topics()
    search.by_key(lambda trace: _in_topic(trace, renamed))
    search.by_key(_anywhere, informative=True)
    search.by_key(_anywhere, retired=True, informative=True)
    search.by_likeness(lambda trace: (_family(trace), _topic(trace, renamed), trace.level))
    search.by_likeness(_family, here=False)
    return search.found


GroupKey = Callable[[Trace], Hashable]
_ENOUGH = 100


def _family(trace: Trace) -> str:
    """Kinds that a card can change between; they are one note type in Anki."""
    return BY_NAME[trace.kind].note_type


def _exact(trace: Trace) -> str:
    return unicodedata.normalize("NFC", trace.front).strip()


def _topic(trace: Trace, renamed: dict[str, str] | None = None) -> str:
    return (renamed or {}).get(trace.topic, trace.topic)


def _here(trace: Trace) -> Hashable:
    return trace.front and (trace.kind, trace.topic, trace.level, _exact(trace))


def _in_topic(trace: Trace, renamed: dict[str, str] | None = None) -> Hashable:
    return trace.front and (_family(trace), _topic(trace, renamed), _exact(trace))


def _anywhere(trace: Trace) -> Hashable:
    return trace.front and (_family(trace), _exact(trace))


@dataclass
class _Search:
    """The cards that still look for their partner."""

    old: list[Trace]
    new: list[Trace]
    found: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def by_key(self, key: GroupKey, *, retired: bool = False, informative: bool = False) -> None:
        """Pair the cards whose keys are equal; several of one key by their answers."""
        olds = _grouped(self._olds(retired=retired), self.old, key)
        for value, news in _grouped(self._news(), self.new, key).items():
            if value in olds:
                self._pair(olds[value], news, self._alike_telling if informative else self._alike)

    def by_likeness(self, key: GroupKey, *, here: bool = True) -> None:
        """Pair the most alike of each group so that the group as a whole fits best."""
        olds = _grouped(self._olds(retired=False), self.old, key)
        for value, news in _grouped(self._news(), self.new, key).items():
            if value in olds:
                self._closest(olds[value], news, here)

    def renamed_topics(self) -> dict[str, str]:
        """The old name of each topic that is new and holds mostly one lost topic's cards."""
        known = {trace.topic for trace in self.old if not trace.retired}
        kept = {trace.topic for trace in self.new}
        olds = _grouped(self._olds(retired=False), self.old, _anywhere)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for at in self._news():
            trace = self.new[at]
            if trace.topic in known:
                continue
            same = olds.get(_anywhere(trace), [])[:_ENOUGH]
            topics = {self.old[old].topic for old in same if self._alike_telling(old, at)}
            votes[trace.topic].update(topics - kept)
        renamed: dict[str, str] = {}
        sizes = Counter(trace.topic for trace in self.old if not trace.retired)
        for topic in sorted(votes):
            for lost, votes_for in sorted(votes[topic].items(), key=lambda v: (-v[1], v[0])):
                if 2 * votes_for >= sizes[lost] and lost not in renamed.values():
                    renamed[topic] = lost
                    break
        return renamed

    def _olds(self, *, retired: bool) -> Iterable[int]:
        return (
            at
            for at, trace in enumerate(self.old)
            if at not in self.used and trace.retired == retired
        )

    def _news(self) -> Iterable[int]:
        return (at for at in range(len(self.new)) if at not in self.found)

    def _alike(self, old: int, new: int) -> float:
        """More than 0 for any two cards of one front, more for more alike answers."""
        one, other = self.old[old], self.new[new]
        if _named_apart(one, other):
            return 0.0
        answers = similarity.answer_similarity(one.answer, other.answer)
        return 1.0 + (0.5 if answers is None else answers) + 0.1 * (one.level == other.level)

    def _alike_telling(self, old: int, new: int) -> float:
        one, other = self.old[old], self.new[new]
        answers = similarity.answer_similarity(one.answer, other.answer)
        informative = len(similarity.fold(one.front)) >= similarity.GENERAL
        if answers is not None and answers < (0.1 if informative else 0.3):
            return 0.0
        return self._alike(old, new) if informative or answers is not None else 0.0

    def _pair(self, olds: list[int], news: list[int], alike: Callable[[int, int], float]) -> None:
        if len(olds) * len(news) > blocking.FEW:
            # So many cards of one front are told apart by equal answers alone.
            self._pair_equal(olds, news)
            return
        scores = {(old, new): alike(old, new) for old in olds for new in news}
        self._take(assignment.best({pair: score for pair, score in scores.items() if score > 0}))

    def _pair_equal(self, olds: list[int], news: list[int]) -> None:
        known = defaultdict(list)
        for old in olds:
            known[self.old[old].answer, self.old[old].id].append(old)
        for new in news:
            if same := known[self.new[new].answer, self.new[new].id]:
                self._take({same.pop(0): new})

    def _closest(self, olds: list[int], news: list[int], here: bool) -> None:
        fronts = {at: similarity.front(self.old[at].front) for at in olds}
        asked = {at: similarity.front(self.new[at].front) for at in news}
        scores = {}
        for old, new in blocking.pairs(
            {at: _made_of(fronts[at], self.old[at]) for at in olds},
            {at: _made_of(asked[at], self.new[at]) for at in news},
        ):
            if _named_apart(one := self.old[old], other := self.new[new]):
                continue
            answers = similarity.answer_similarity(one.answer, other.answer)
            told = similarity.informative(one.answer, other.answer)
            score = similarity.similarity_of(fronts[old], asked[new], answers, told, here=here)
            if score >= (similarity.SURE if here else similarity.ANYWHERE):
                scores[old, new] = score
        self._take(assignment.best(scores))

    def _take(self, pairs: dict[int, int]) -> None:
        for old, new in pairs.items():
            self.found[new] = old
            self.used.add(old)


def _named_apart(old: Trace, new: Trace) -> bool:
    """Whether their author gave the two different ids."""
    return bool(old.id and new.id and old.id != new.id)


def _made_of(front: similarity.Front, trace: Trace) -> set[str]:
    return {*front.pieces, *front.words, *similarity.hashes(trace.answer)}


def _grouped(
    places: Iterable[int], traces: list[Trace], key: GroupKey
) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at in places:
        if value := key(traces[at]):
            groups[value].append(at)
    return groups
