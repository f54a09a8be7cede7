"""Artefacts made in processes of their own, as many at a time as there are jobs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING

from builder.storage.interrupts import unheard

# A build with nothing to do makes workers and never uses them: what they need is loaded late.
if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

    from builder.documents.output import Artefact


class LostWorkerError(OSError):
    """The system ended the process that was making a file, twice."""

    def __init__(self, names: str) -> None:
        super().__init__(
            f"the system ended the process that was making {names}, twice: there may be too "
            "little memory; try --jobs 1"
        )


class Workers:
    """A pool of processes that stay warm between builds. Close it when done.

    The processes start on the first use. With one job nothing is started, and everything is
    made here.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def make(self, artefacts: list[Artefact]) -> Iterator[tuple[str, bytes]]:
        """Each artefact's path and bytes, as they get ready.

        What comes first is begun before all others, then the heaviest.

        An artefact made from another's bytes is begun when that one is ready, so both must
        be in the list. Raises what making one raises; those not yet begun are given up. What a
        process was making that the system ended is made once more, then LostWorkerError is raised.
        """
        if self.jobs == 1 or len(artefacts) == 1:
            return _one_by_one(artefacts)
        return self._side_by_side(artefacts)

    def close(self) -> None:
        """End the processes, without waiting for what they are making."""
        if self._pool is None:
            return
        with unheard():
            processes = list((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            for process in processes:
                process.join()
            self._pool = None

    def _side_by_side(self, artefacts: list[Artefact]) -> Iterator[tuple[str, bytes]]:
        from concurrent.futures.process import BrokenProcessPool

        left = sorted(artefacts, key=lambda each: (not each.comes_first, -each.weight, each.path))
        made: dict[str, bytes] = {}
        for is_last in (False, True):
            try:
                for path, data in self._round(left, made):
                    made[path] = data
                    left = [each for each in left if each.path != path]
                    yield path, data
            except BrokenProcessPool:
                # The system ended a process, often for want of memory: once may be chance.
                self.close()
                if is_last:
                    names = " or ".join(each.path for each in left[: self.jobs])
                    raise LostWorkerError(names) from None
            else:
                return

    def _round(
        self, artefacts: list[Artefact], made: dict[str, bytes]
    ) -> Iterator[tuple[str, bytes]]:
        """Make the artefacts; `made` holds the bytes of those made before."""
        from concurrent.futures import FIRST_COMPLETED, wait

        pool = self._started()
        running: dict[Future[bytes], Artefact] = {}
        with unheard():  # processes are started here: Ctrl-C must neither lose nor reach one
            for each in artefacts:
                if not each.source:
                    running[pool.submit(each.make)] = each
                elif each.source in made:
                    running[pool.submit(each.make, made[each.source])] = each
        try:
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda each: running[each].path):
                    artefact = running.pop(future)
                    data = future.result()
                    yield artefact.path, data
                    for each in artefacts:
                        if each.source == artefact.path:
                            with unheard():
                                running[pool.submit(each.make, data)] = each
        finally:
            for future in running:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            warm_up()
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=_context(), initializer=_begin)
        return self._pool


def warm_up() -> None:
    """Begin to load WeasyPrint beside this process, while this one goes on to read content."""
    if _has_server():
        from multiprocessing import forkserver, resource_tracker

        _context()
        resource_tracker.ensure_running()  # this first: it lets Ctrl-C through again at its end
        with unheard():
            forkserver.ensure_running()


def _one_by_one(artefacts: list[Artefact]) -> Iterator[tuple[str, bytes]]:
    made: dict[str, bytes] = {}
    for each in sorted(artefacts, key=lambda each: (bool(each.source), not each.comes_first)):
        data = each.make(made[each.source]) if each.source else each.make()
        made[each.path] = data
        yield each.path, data


def _begin() -> None:
    """What a process does before it makes anything."""
    # Ctrl-C and a closed terminal reach every process; the parent alone decides what they mean.
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _end_with_parent()


def _end_with_parent() -> None:
    """Have this process end when the build does, however that ended."""
    import ctypes
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is None:  # this is no process of its own
        return

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    Thread(target=watch, args=(parent.sentinel,), name="parent", daemon=True).start()
    if sys.platform == "linux":
        # A thread waits for its turn while a library computes; the system does not. What it
        # watches is the server that this process was forked from, which ends with the build.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


def _has_server() -> bool:
    """Whether the system has such children, and room for the path of the socket to their server."""
    import multiprocessing
    import tempfile

    longest = 70  # bytes: a socket's path has 104 at least, of which Python's own names take 32
    is_short = len(os.fsencode(tempfile.gettempdir())) <= longest
    return is_short and "forkserver" in multiprocessing.get_all_start_methods()


def _context() -> BaseContext:
    """Children of a clean process that has WeasyPrint loaded, where the system has such."""
    import multiprocessing

    # Python's own way to start a process looks for modules where the command was given first; in
    # a stranger's folder it would find a stranger's `socket.py`.
    os.environ["PYTHONSAFEPATH"] = "1"
    if not _has_server():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["builder.typeset.warm"])
    return context
