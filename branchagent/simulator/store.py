"""Accepted receipts as files, so that what was accepted can be compared byte for byte."""

import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote, unquote


class Store:
    """A folder of `<number>.pdf`; nothing in it is ever overwritten. OSError if it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, number: str, content: bytes) -> Path:
        """Write a receipt and return where it lies; not to be called by two threads at once."""
        # Quoted, because a number comes from outside and must not name a path.
        name = quote(number, safe="").replace(".", "%2E")
        partial = self._folder / f".{name}.part"
        partial.write_bytes(content)
        path = self._free_path(name)
        partial.rename(path)
        return path

    def found(self) -> Iterator[tuple[str, str, Path]]:
        """The receipts of earlier runs: number, sha256 and path of each."""
        for path in sorted(self._folder.glob("*.pdf")):
            if " (" not in path.name:
                yield unquote(path.stem), hashlib.sha256(path.read_bytes()).hexdigest(), path

    def _free_path(self, name: str) -> Path:
        names = (f"{name}.pdf" if copy == 1 else f"{name} ({copy}).pdf" for copy in count(1))
        return next(path for path in map(self._folder.joinpath, names) if not path.exists())
