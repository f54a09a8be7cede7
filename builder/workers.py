"""Artefacts made in processes of their own, as many at a time as there are jobs."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from builder.artefact import Artefact


def made(artefacts: list[Artefact], jobs: int) -> Iterator[tuple[str, bytes]]:
    """Each artefact's path and bytes, in the order in which they are ready.

    Raises what making one raises; the others are then given up.
    """
    if len(artefacts) == 1:
        yield artefacts[0].path, artefacts[0].make()
        return
    executor = ProcessPoolExecutor(jobs, mp_context=_context())
    try:
        yield from _run(executor, artefacts)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _run(executor: ProcessPoolExecutor, artefacts: list[Artefact]) -> Iterator[tuple[str, bytes]]:
    running: dict[Future[bytes], Artefact] = {
        executor.submit(each.make): each for each in artefacts if not each.source
    }
    while running:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda each: running[each].path):
            artefact = running.pop(future)
            data = future.result()
            yield artefact.path, data
            for each in artefacts:
                if each.source == artefact.path:
                    running[executor.submit(each.make, data)] = each


def _context() -> multiprocessing.context.BaseContext:
    """Children of a clean process that has WeasyPrint loaded, where the system has such."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["weasyprint", "builder.outputs"])
    return context
