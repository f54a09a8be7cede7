"""Stories: sections of a cover letter, or of one's own experience."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.content.source import NOWHERE, Location
from builder.kinds import facet
from builder.kinds.kind import Kind
from builder.kinds.question import Question

STORY_KINDS = (
    "introduction",
    "motive",
    "plans",
    "growth",
    "strengths",
    "career",
    "project",
    "teamwork",
    "problem-solving",
    "leadership",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One section of a cover letter or of one's own experience.

    Prose stands in `text`; where it is told as situation, task, action and result,
    it stands in those. `kind` is one of `STORY_KINDS` or empty; `prompts` ask for the
    reader's own version.
    """

    key: str
    title: str = facet.front()
    kind: str = facet.more(allowed=STORY_KINDS)
    text: str = facet.answer("Back")
    situation: str = facet.answer("Situation")
    task: str = facet.answer("Task")
    action: str = facet.answer("Action")
    result: str = facet.answer("Result")
    questions: tuple[Question, ...] = ()
    prompts: tuple[str, ...] = facet.remarks("Prompts")
    id: str = facet.own_id()
    code: str = ""
    location: Location = field(default=NOWHERE, compare=False)


KIND = Kind("story", Story, note_type="story")
