"""Interview questions: questions that a topic, or the course as a whole, is asked about."""

from builder.kinds.kind import Kind
from builder.kinds.question import Question

KIND = Kind("interview", Question, note_type="question")
