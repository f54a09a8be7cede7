"""Files' readings as bytes, so that only a file that changed is read again."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any

from builder.content.source import Source
from builder.readers import by_name
from builder.readers.reading import Reading


def read(
    sources: Sequence[Source], before: Mapping[Source, Reading], shape: str = ""
) -> dict[Source, Reading]:
    """Each file as its reader reads it, or as it was read before when it was the same."""
    return {source: before.get(source) or by_name.read(source, shape) for source in sources}


def written(readings: Mapping[Source, Reading]) -> bytes:
    """Readings as they are kept."""
    return pickle.dumps(readings, protocol=5)


def opened(data: bytes) -> dict[Source, Reading]:
    """The readings that were kept; none where the bytes hold none."""
    try:
        held = _Unpickler(io.BytesIO(data)).load()
    except Exception:  # bytes that are no pickle raise almost anything
        return {}
    kinds = {(type(key), type(value)) for key, value in held.items()} if type(held) is dict else ()
    return held if kinds == {(Source, Reading)} else {}


_ROOMS = ("builder.content.", "builder.kinds.", "builder.readers.reading")


class _Unpickler(pickle.Unpickler):
    """Makes the model's frozen values and nothing else, whatever the bytes say."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of the model. Raises UnpicklingError for everything else."""
        if module.startswith(_ROOMS) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")
