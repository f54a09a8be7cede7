"""`study completion`: what a shell needs to complete commands, options and courses."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from builder.cli.main import DONE, study

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print what completes `study` in a shell: bash, zsh or fish.

    \b
    bash:  add   eval "$(study completion bash)"    to ~/.bashrc
    zsh:   add   eval "$(study completion zsh)"     to ~/.zshrc, after compinit
    fish:  add   study completion fish | source     to ~/.config/fish/config.fish
    """
    found = get_completion_class(shell)
    if found is None:  # click knows all three
        raise click.ClickException(f"no completion for {shell}")
    click.echo(found(study, {}, "study", "_STUDY_COMPLETE").source())
    return DONE
