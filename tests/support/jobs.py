"""What outputs are given, made for a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.content.model import Course
from builder.documents.job import Job, Stamp, Tombstone
from builder.documents.options import Options
from builder.pipeline.target import shipped_templates
from builder.typeset.templates.environment import Templates

TEMPLATES = Templates((shipped_templates(),))


def job(
    course: Course,
    *,
    stamps: Mapping[str, Stamp] | None = None,
    tombstones: tuple[Tombstone, ...] = (),
    **options: Any,
) -> Job:
    """A job on a course with the shipped templates and these options."""
    return Job(course, Options(**options), TEMPLATES, stamps or {}, tombstones)
