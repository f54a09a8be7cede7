"""`python -m builder` is the `study` command, and `study` is this."""

import signal

# Until the command can answer it, Ctrl-C ends the process without a word, as for any program.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from builder.cli.main import main  # noqa: E402

__all__ = ["main"]

if __name__ == "__main__":
    main()
