"""Templates: what one's own folder replaces, and errors in them told with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.authoring import templates as templatefiles
from builder.pipeline.target import shipped_templates
from builder.typeset.errors import PageError
from builder.typeset.templates import page
from builder.typeset.templates.environment import Templates
from tests.support.command import study


def own(folder: Path, name: str, text: str | bytes) -> Templates:
    """The shipped templates under a folder that holds one file."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Templates((folder, shipped_templates()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>\n{{ nothing }}", "a.html:2: 'nothing' is undefined"),
        ("{% if %}", "a.html:1: Expected an expression"),
        ('<p>\n\n{% include "none.html" %}', "a.html:3: there is no template none.html"),
        ("{{ 1 / 0 }}", "a.html:1: division by zero"),
        ("{{ 'a' | none }}", "a.html:1: No filter named 'none'"),
        (b"\xff", "a.html, or what it includes, is not UTF-8"),
    ],
)
def test_an_error_in_a_template_is_placed(tmp_path: Path, text: str | bytes, said: str) -> None:
    """What a template gets wrong is told with its file and line, not as a traceback."""
    with pytest.raises(PageError) as caught:
        own(tmp_path, "a.html", text).render("a.html")
    assert said in str(caught.value)


def test_a_template_that_is_not_there() -> None:
    """A name that no folder has is told."""
    with pytest.raises(PageError, match=r"there is no template none\.html"):
        Templates((shipped_templates(),)).render("none.html")


def test_one_key_of_a_file_is_replaced(tmp_path: Path) -> None:
    """A labels file of one's own replaces the words that it has; the others stay."""
    templates = own(tmp_path, "base/labels.yaml", "ko: {stories: 경험담}\n")
    shipped = page.labels(Templates((shipped_templates(),)), "ko")
    assert page.labels(templates, "ko") == {**shipped, "stories": "경험담"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accents: []", "at least one colour"),
        ("accents: [", "look.yaml: while parsing"),
        ("- a", "keys with their values"),
    ],
)
def test_a_look_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    """A look that can't be read is told with its file."""
    with pytest.raises(PageError, match=said):
        page.accent(own(tmp_path, "base/look.yaml", text), 1)


def test_every_template_has_its_job_told() -> None:
    """`study templates` names each file, or its folder, and nothing that isn't there."""
    told = []
    for job in templatefiles.jobs():
        first, *others = job.names.split(", ")
        named = (each if "/" in each else f"{first.rpartition('.')[0]}{each}" for each in others)
        told += [first, *named]
        assert job.does
    held = [each for name in told for each in templatefiles.files(name)]
    assert sorted(held) == sorted(set(held)) == list(templatefiles.files())
    assert len(held) > 50
    assert "base/look.yaml  " in study("templates").stdout


def test_templates_are_copied_and_never_overwritten(tmp_path: Path) -> None:
    """A file or a whole folder is copied to its place; what is there stays, and stops all."""
    done = study("templates", "copy", "base/look.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "look/base/look.yaml"
    copied = tmp_path / "look/base/look.yaml"
    assert copied.read_bytes() == (shipped_templates() / "base/look.yaml").read_bytes()
    copied.write_text("accents: []", encoding="utf-8")
    done = study("templates", "copy", "base/", cwd=tmp_path)
    assert (done.returncode, "look/base/look.yaml" in done.stderr) == (1, True)
    assert "this is there already" in done.stderr
    assert "nothing was copied" in done.stderr
    assert copied.read_text(encoding="utf-8") == "accents: []"
    assert [path.name for path in (tmp_path / "look/base").iterdir()] == ["look.yaml"]
    done = study("templates", "copy", "worksheet", "other/mine", cwd=tmp_path)
    assert done.returncode == 0
    assert len(list((tmp_path / "other/mine/worksheet").iterdir())) == 4


@pytest.mark.parametrize("name", ["nothing", "../builder", "base/look", "README.md", "/"])
def test_no_other_file_is_copied(name: str, tmp_path: Path) -> None:
    """What is no template is told, and nothing is written."""
    done = study("templates", "copy", name, "look", cwd=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "`study templates` lists what there is" in done.stderr
