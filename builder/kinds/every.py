"""Every kind of card there is. A new one is a module beside this, and its line here."""

from __future__ import annotations

from builder.kinds import cloze, follow_up, interview, question, scenario, story, term
from builder.kinds.cloze import Cloze
from builder.kinds.kind import Kind
from builder.kinds.question import Question
from builder.kinds.scenario import Scenario
from builder.kinds.story import Story
from builder.kinds.term import Term

KINDS: tuple[Kind, ...] = (
    term.KIND,
    question.KIND,
    cloze.KIND,
    scenario.KIND,
    interview.KIND,
    story.KIND,
    follow_up.KIND,
)
BY_NAME = {kind.name: kind for kind in KINDS}
AT_LEVELS = {kind.item: kind for kind in KINDS if kind.listed}

Item = Term | Question | Cloze | Scenario | Story
LevelItem = Term | Question | Cloze
"""What may stand at a level of a topic, beside prose."""
