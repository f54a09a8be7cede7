"""Small courses that tests build."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
title: 작은 과정
name: small
date: 2026-11-21
levels:
  1: {name: 입문, about: 처음 만나는 사람}
  2: {name: 주니어}
parts:
  - {key: base, title: 기초}
"""

TOPIC = """\
title: 컨테이너
part: base
concept: 컨테이너는 격리된 프로세스다.
levels:
  1:
    terms:
      - {term: 이미지, meaning: 읽기 전용 틀}
    questions:
      - {ask: 컨테이너란 무엇인가?, answer: 격리된 프로세스다.}
  2:
    questions:
      - {ask: 왜 가벼운가?, answer: 커널을 나누어 쓴다.}
scenarios:
  - title: 뜨지 않는다
    situation: 컨테이너가 바로 끝난다.
    steps: [로그를 본다, 종료 코드를 본다]
interview:
  - {ask: 언제 쓰는가?, answer: 배포할 때 쓴다.}
"""

STORY = """\
title: 팀워크
kind: teamwork
situation: 배포가 늦었다.
result: 빨라졌다.
questions:
  - {ask: 무엇을 배웠는가?}
prompts: [내 팀에서는?]
"""


def small(folder: Path) -> Path:
    """A course with one topic at two levels, a scenario, an interview question and a story."""
    for name, text in (
        ("course.yaml", COURSE),
        ("topics/01-container.yaml", TOPIC),
        ("stories/01-team.yaml", STORY),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def many(folder: Path, topics: int) -> Path:
    """A course with several topics, for what shows only with size."""
    small(folder)
    for number in range(topics):
        text = TOPIC.replace("title: 컨테이너", f"title: 주제 {number}")
        path = folder / "topics" / f"{number + 10}-topic{number}.yaml"
        path.write_text(text.replace("란 무엇", f" {number}은 무엇"), encoding="utf-8")
    return folder
