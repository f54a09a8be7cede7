"""Accidents and malice: documents cut, spliced and filled with what readers look for.

The same seed gives the same texts, in any process.
"""

from __future__ import annotations

from random import Random

LONGEST = 12_000  # characters: what is quadratic shows below that, and most texts stay short

MARKS = (
    *("#", "## ", "### Level 2", "#### ", "> ", ">> ", "- ", "  - ", "* ", "1. ", "9999999999. "),
    *("```", "```bash", "~~~", "````", "```flow", "``", "`", "---", "===", "***", "━━━━━━", "|"),
    *("|---|", "|:-:|", "**", "__", "*", "_", "~~", "**Q: ", "**A:**", "Q. ", "A: ", "답변: "),
    *(
        "상황:",
        "대응:",
        "결과:",
        "실무 시나리오",
        "면접 빈출 질문",
        "개념 설명",
        "레벨 가이드",
        "⭐⭐",
    ),
    *("[", "](", "![", ")", "[x]: ", "<", ">", "</", "<!--", "-->", "<script>", "</style>", "&#0;"),
    *("&lt;", "&amp", "\\", "\\(", "{{", "}}", "{%", "%}", "{#", "[sound:x]", "[latex]", "$$"),
    *(
        "【",
        "】",
        "1) ",
        "(1) ",
        "┌──┐",
        "│",
        "└──┘",
        ":",
        ": ",
        ": |",
        ": >-",
        ": ''",
        ': "',
        "\t",
    ),
    *(
        ': "',
        "- {",
        "}",
        "]",
        "&a ",
        "*a",
        "!!x ",
        "? ",
        "<<: ",
        "~",
        "null",
        "%YAML",
        "...",
        "-> ",
    ),
    *(
        " -[",
        "]-> ",
        "방향: 아래",
        "direction: down",
        "->",
        "-> ",
        "javascript:",
        "data:text/html,",
    ),
    *(
        "https://a.b/",
        "//a.b",
        "<td>",
        "file:///etc",
        "mailto:",
        "<https://a.b>",
        "../",
        " ",
        "   ",
        "\n",
    ),
    *(
        "레벨 가이드",
        "title: ",
        "levels:",
        "  1:",
        "terms:",
        "ask: ",
        "answer: ",
        "id: ",
        "key: ",
        "text: |",
    ),
)
CHARACTERS = (
    *("\u200b", "\u2060", "\ufeff", "\u202e", "\u2066", "\u00a0", "\u3000", "\u2028", "\u2029"),
    *("\u0301", "\u1100", "\u1161", "\ufdd0", "\U0001f468\u200d\U0001f469", "\U0010fffd", "\u0130"),
    *("\x1f", "\x00", "\x85", "\x0b", "\x0c", "\r", "\ufffe", "é", "ß", "가", "²", "٣", "Ⅷ", "'"),
)


def mutated(seeds: tuple[str, ...], chance: Random) -> str:
    """A piece of one of the documents after a few accidents."""
    lines = _piece(chance.choice(seeds), chance).split("\n")
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        _accident(lines, seeds, chance)
        lines = lines or [""]
    return "\n".join(lines)[:LONGEST]


def planted(text: str, chance: Random) -> tuple[str, tuple[str, ...]]:
    """The text with words that stand nowhere else put at the ends of some words; and those."""
    words: list[str] = []
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if len(words) < 40 and line.strip() and chance.random() < 0.5:
            word = f"w{len(words)}q"
            at = chance.choice([n for n in range(len(line) + 1) if _between(line, n)] or [0])
            lines[index] = f"{line[:at]} {word} {line[at:]}" if at else f"{line} {word}"
            words.append(word)
    return "\n".join(lines), tuple(words)


def _between(line: str, at: int) -> bool:
    before, after = line[at - 1 : at], line[at : at + 1]
    return before.isalnum() and not after.isalnum()


def _piece(seed: str, chance: Random) -> str:
    """Mostly some lines, now and then the whole."""
    lines = seed.split("\n")
    if chance.random() < 0.15:
        return seed[:LONGEST]
    start = chance.randrange(len(lines))
    start = start if chance.random() < 0.7 else 0
    return "\n".join(lines[start : start + chance.choice((3, 8, 20, 60))])


def _accident(lines: list[str], seeds: tuple[str, ...], chance: Random) -> None:
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(13):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, chance.choice(MARKS))
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at:at] = _piece(chance.choice(seeds), chance).split("\n")[:20]
        case 4:
            lines[at:at] = lines[min(at, other) : max(at, other) + 1][:30]
        case 5:
            lines[at : at + 2] = ["".join(lines[at : at + 2])]
        case 6:
            lines.insert(at, "".join(chance.choice(MARKS) for _ in range(chance.randrange(1, 6))))
        case _:
            lines[at] = _hurt(lines[at], chance)


def _hurt(line: str, chance: Random) -> str:
    """A line after an accident within it."""
    location, cut = chance.choice(MARKS), chance.randrange(len(line) + 1)
    match chance.randrange(6):
        case 0:
            return location + line
        case 1:
            return line[:cut]
        case 2:
            return line[:cut] + location + line[cut:]
        case 3:
            return line[:cut] + chance.choice(CHARACTERS) + line[cut:]
        case 4:
            return "  " * chance.randrange(4) + line.lstrip()
        case _:
            return line[:cut] + location * chance.choice((2, 7, 40, 900))
