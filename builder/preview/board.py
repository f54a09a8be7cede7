"""The state that everyone looks at: the builder changes it, the server's readers are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

from builder.preview.state import State


class Board:
    """Holds the state. `change` may be called by any thread; it wakes all who listen.

    A listener is woken, not told each change: whoever is slow misses some and piles up none.
    """

    def __init__(self) -> None:
        self.state = State()
        self.is_closed = False
        self._alone = Lock()
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def change(self, **values: Any) -> None:
        """Set fields of the state."""
        with self._alone:
            self.state = replace(self.state, version=self.state.version + 1, **values)
            self._wake()

    def close(self) -> None:
        """Let every listener end."""
        with self._alone:
            self.is_closed = True
            self._wake()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Event]:
        """An event that is set at every change, for as long as this lasts."""
        event = asyncio.Event()
        with self._alone:
            self._listeners[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            with self._alone:
                del self._listeners[event]

    def _wake(self) -> None:
        for event, loop in self._listeners.items():
            loop.call_soon_threadsafe(event.set)
