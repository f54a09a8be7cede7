"""Fuzz the readers and the markup: python -m tests.fuzz [--seed N] [--seconds N] [--only NAME].

What is found is made small and kept in the folder given with --keep. Ends with 1 if there was
anything.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.running import Found, found_in, replay, run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run the targets that are asked for, one after another, and say what was found."""
    asked = _asked()
    if asked.replay:
        text = asked.replay.read_text(encoding="utf-8")
        said = replay(TARGETS[asked.only or asked.replay.parent.name], text)
        print(said or "nothing")
        return bool(said)
    names = [asked.only] if asked.only else list(TARGETS)
    count = 0
    for name in names:
        outcome = run(TARGETS[name], asked.seed, seconds=asked.seconds / len(names))
        print(f"{name:8} {outcome.tried:8} texts, {len(outcome.found)} found", flush=True)
        for each in outcome.found:
            count += 1
            print(f"  {each.said} (seed {each.seed}): {_kept(name, each, asked.keep)}", flush=True)
    return bool(count)


def _kept(name: str, each: Found, folder: Path) -> Path:
    path = folder / name / f"{each.seed.replace(' ', '-')}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found_in(TARGETS[name], each).encode("utf-8", "surrogatepass"))
    return path


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seed", type=int, default=0, help="another seed tries other texts")
    parser.add_argument("--seconds", type=float, default=60, help="how long, for all targets")
    parser.add_argument("--only", choices=list(TARGETS), help="one target alone")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="where finds go")
    parser.add_argument("--replay", type=Path, help="try a kept text, of the target --only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
