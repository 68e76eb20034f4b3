"""Which proofs passed before, so that only what changed is judged again: hashes of what was judged, in a user's cache.

Nothing depends on it but time. A file that is damaged, or of another form, holds fewer hashes; a hash that is no
longer asked for is dropped when there are very many of them.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen.tools import user_cache
from monitorgen.tools.version import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.tools.find import Tool

_HASH = re.compile(r"[0-9a-f]{64}")
_MOST = 100_000


class Passed:
    """The proofs that a tool has let pass."""

    def __init__(self, tool: Tool, folder: Path | None = None) -> None:
        self._salt = f"{tool.name} {written(tool.version)}\0"
        folder = folder or user_cache.folder()
        self._file = folder / f"passed-{tool.name}-{written(tool.version)}" if folder is not None else None
        self._known = frozenset(_HASH.findall(_read(self._file)))

    def key(self, texts: Iterable[str]) -> str:
        """What a proof is known by: all that it is judged by, and who judges it."""
        digest = hashlib.sha256(self._salt.encode())
        for text in texts:
            data = text.encode()
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
        return digest.hexdigest()

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def add(self, keys: Iterable[str]) -> None:
        """Remember more of them; that nothing can be written there is no matter."""
        if self._file is None:
            return
        new = sorted(set(keys))
        known = sorted(self._known.union(_HASH.findall(_read(self._file))) - set(new))
        kept = [*known[: max(0, _MOST - len(new))], *new]
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write("\n".join([*kept, ""]))
            Path(name).replace(self._file)


def _read(file: Path | None) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace") if file is not None else ""
    except OSError:
        return ""
