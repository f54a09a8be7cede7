"""A server on this machine alone, beside the thread that builds."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

HERE = "127.0.0.1"
TRIES = 50  # ports after the one that was asked for
PATIENCE = 2.0  # seconds for answers under way, when it ends


class NoPortError(OSError):
    """Neither the port nor one of those after it is free."""


def free_port(first: int) -> socket.socket:
    """A listening socket at the first free port from `first` on. Raises NoPortError."""
    last = min(first + TRIES, 65535)
    for port in range(first, last + 1):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere this would take a port that another program has
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HERE, port))
            listening.listen(64)
        except OSError:
            listening.close()
            continue
        return listening
    raise NoPortError(f"no port from {first} to {last} is free; give another with --port")


@contextmanager
def serving(app: ASGIApp, listening: socket.socket, end: Callable[[], None]) -> Iterator[None]:
    """Serve for as long as this lasts; `end` lets answers without an end come to theirs."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    # The builder has the main thread, where Ctrl-C arrives.
    thread = Thread(target=server.run, args=([listening],), name="server", daemon=True)
    with closing(listening):
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            end()
            thread.join(PATIENCE)
