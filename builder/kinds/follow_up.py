"""Follow-up questions: what an interviewer asks after a story; the answer may be the reader's."""

from builder.kinds.kind import Kind
from builder.kinds.question import Question

KIND = Kind("follow-up", Question, note_type="question", optional=frozenset({"answer"}))
