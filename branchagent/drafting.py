"""Writing a file whole or not at all: a draft beside it takes its place."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_with(file: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` in the place of a file, whose folder is made if need be; `mode` is what it gets.

    A link stays one: what it leads to is written. Raises `OSError`, and the file is as it was then.
    """
    target = Path(os.path.realpath(file))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        draft.chmod(mode)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
