"""How the shared libraries of page setting are found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.typeset.machine import libraries

ASKED = """
import os, {module}
{use}
print(os.environ["PATH"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there Python asks a compiler")
@pytest.mark.parametrize(
    ("module", "use"),
    [
        ("builder.typeset.warm", ""),
        ("builder.typeset.pdf", "builder.typeset.pdf.boxes('<p>x')"),
    ],
)
def test_no_compiler_is_asked_where_a_library_is(module: str, use: str, tmp_path: Path) -> None:
    """Loading WeasyPrint runs neither gcc nor ld, and leaves PATH as it was."""
    for name in ("gcc", "cc", "ld"):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\necho {name} >> {tmp_path}/asked\nexit 1\n")
        tool.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", ASKED.format(module=module, use=use)],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not (tmp_path / "asked").exists()
    assert done.stdout.strip() == path


def test_a_machine_without_libraries_is_warmed_up_in_silence() -> None:
    """Where a library lacks, warming up prints and raises nothing: the command says what lacks."""
    code = (
        "import sys\n"
        "from builder.typeset.machine import libraries\n"
        "gone = libraries.Library('Gone', ('libgone-of-no-name.so.0',))\n"
        "libraries.PANGO_PARTS = (*libraries.PANGO_PARTS, gone)\n"
        "import builder.typeset.warm\n"
        "assert 'weasyprint' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_lacks_on_this_machine() -> None:
    """Where WeasyPrint can be imported, no library that it needs lacks."""
    pytest.importorskip("weasyprint")
    assert libraries.lacking() == ()
