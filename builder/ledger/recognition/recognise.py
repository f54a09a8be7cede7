"""Which cards of a course are cards that were known before, whatever was edited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from builder.ledger.recognition import answers, assignment, blocking, similarity, traces, verdict
from builder.ledger.recognition.traces import Trace
from builder.ledger.recognition.verdict import Side


@dataclass(frozen=True, slots=True)
class Doubt:
    """An old card and a new one, by index, where it is close whether they are one.

    `is_taken` says that they were taken for one card.
    """

    old: int
    new: int
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Recognition:
    """The old card of each new one that has one, by index, and where that is close."""

    found: dict[int, int]
    doubts: tuple[Doubt, ...]


def recognise(old: list[Trace], new: list[Trace]) -> Recognition:
    """Find old cards among the new ones.

    In this order: by explicit id; by the exact front in its topic; a cloze by the same sentence
    around its gaps; retired ones by their front; by the exact front anywhere, if front or answer
    tell it from others; by the likeness of front and answer in the topic and level; by a greater
    likeness in the topic, and by a greater one anywhere.
    """
    search = _Search(old, new)
    search.by_key(lambda trace: (traces.family(trace), trace.id) if trace.id else None)
    for key in (traces.here, traces.in_topic):
        search.by_key(key)
    search.by_key(traces.framed)
    for key in (traces.here, traces.in_topic):
        search.by_key(key, retired=True)
    renamed = search.renamed_topics()
    search.by_key(lambda trace: traces.in_topic(trace, renamed))
    search.by_key(traces.anywhere, informative=True)
    search.by_key(traces.anywhere, retired=True, informative=True)

    def topic(trace: Trace) -> Hashable:
        return traces.family(trace), traces.topic_of(trace, renamed)

    search.by_likeness(lambda trace: (topic(trace), trace.level), verdict.HERE)
    # A card that was moved to another level is often reworded for those who read there.
    search.by_likeness(topic, verdict.NEAR)
    search.by_likeness(traces.family, verdict.ANYWHERE)
    # One branch may have deleted what another reworded: such a card is never taken back
    # unasked, since its learners have been told that it left.
    search.by_likeness(topic, verdict.HERE, retired=True)
    return Recognition(search.found, search.doubts())


_ENOUGH = 100


@dataclass
class _Search:
    """The cards that still look for their partner."""

    old: list[Trace]
    new: list[Trace]
    found: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    close: dict[tuple[int, int], float] = field(default_factory=dict)

    def by_key(
        self, key: traces.GroupKey, *, retired: bool = False, informative: bool = False
    ) -> None:
        """Pair the cards whose keys are equal; several of one key by their answers."""
        olds = traces.grouped(self._olds(retired=retired), self.old, key)
        for value, news in traces.grouped(self._news(), self.new, key).items():
            if value in olds:
                self._pair(olds[value], news, self._alike_telling if informative else self._alike)

    def by_likeness(self, key: traces.GroupKey, enough: float, *, retired: bool = False) -> None:
        """Pair the most alike of each group so that the group as a whole fits best.

        Those that are `retired` are not taken: it is only remembered that they are close.
        """
        olds = traces.grouped(self._olds(retired=retired), self.old, key)
        for value, news in traces.grouped(self._news(), self.new, key).items():
            if value in olds:
                scores = self._scores(olds[value], news, enough)
                if retired:
                    self.close.update(scores)
                else:
                    self._take(assignment.best(scores))

    def doubts(self) -> tuple[Doubt, ...]:
        """Each pair that was taken for one though it is close, or, so far as both are free, not.

        Of the pairs that were not taken, a card is in the most alike alone.
        """
        taken = [
            Doubt(old, new, is_taken=True)
            for new, old in self.found.items()
            if (old, new) in self.close
        ]
        free = {
            pair: score
            for pair, score in self.close.items()
            if pair[0] not in self.used and pair[1] not in self.found
        }
        missed = [Doubt(old, new, is_taken=False) for old, new in assignment.best(free).items()]
        return tuple(sorted((*taken, *missed), key=lambda doubt: (not doubt.is_taken, doubt.new)))

    def renamed_topics(self) -> dict[str, str]:
        """The old name of each topic that is new and holds mostly one lost topic's cards."""
        known = {trace.topic for trace in self.old if not trace.retired}
        kept = {trace.topic for trace in self.new}
        olds = traces.grouped(self._olds(retired=False), self.old, traces.anywhere)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for at in self._news():
            trace = self.new[at]
            if trace.topic in known:
                continue
            same = olds.get(traces.anywhere(trace), [])[:_ENOUGH]
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
        if traces.named_apart(one, other):
            return 0.0
        alike = similarity.answer_similarity(one.answer, other.answer)
        return 1.0 + (0.5 if alike is None else alike) + 0.1 * (one.level == other.level)

    def _alike_telling(self, old: int, new: int) -> float:
        one, other = self.old[old], self.new[new]
        alike = similarity.answer_similarity(one.answer, other.answer)
        informative = len(similarity.fold(one.front)) >= verdict.GENERAL
        if alike is not None and alike < (0.1 if informative else 0.3):
            return 0.0
        return self._alike(old, new) if informative or alike is not None else 0.0

    def _pair(self, olds: list[int], news: list[int], alike: Callable[[int, int], float]) -> None:
        if len(olds) * len(news) > blocking.FEW:
            # So many cards of one front are told apart by equal answers alone.
            self._pair_equal(olds, news)
            return
        if len(olds) == len(news) == 1 and alike == self._alike:
            # Nearly every card of a build ends here, and its answer need not be looked at.
            if not traces.named_apart(self.old[olds[0]], self.new[news[0]]):
                self._take({olds[0]: news[0]})
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

    def _scores(self, olds: list[int], news: list[int], enough: float) -> assignment.Scores:
        known = {at: _side(self.old[at]) for at in olds}
        hashes = frozenset[str]().union(*(side.known for side in known.values()))
        came = {at: _side(self.new[at], hashes) for at in news}
        scores: assignment.Scores = {}
        for old, new in blocking.pairs(
            {at: _made_of(side) for at, side in known.items()},
            {at: _made_of(side) for at, side in came.items()},
        ):
            if traces.named_apart(self.old[old], self.new[new]):
                continue
            judged = verdict.compare(known[old], came[new], enough=enough)
            if judged.is_one:
                scores[old, new] = judged.score
            if judged.is_close:
                self.close[old, new] = judged.score
        return scores

    def _take(self, pairs: dict[int, int]) -> None:
        for old, new in pairs.items():
            self.found[new] = old
            self.used.add(old)


def _side(trace: Trace, among: frozenset[str] = frozenset()) -> Side:
    told = answers.said(trace.said, among) if trace.said else None
    known = similarity.hashes(trace.answer)
    return Side(similarity.front(trace.front), known, told, trace.kind == "term")


def _made_of(side: Side) -> set[str]:
    return {*side.front.pieces, *side.front.words, *side.known}
