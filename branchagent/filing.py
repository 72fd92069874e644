"""Filing a judged receipt: its file moves to the outcome's folder, with a reason beside it in `failed/`."""

from __future__ import annotations

import contextlib
import enum
import hashlib
import os
import threading
from typing import TYPE_CHECKING, BinaryIO

from branchagent.core.names import free_name, is_left_alone, reason_name
from branchagent.core.receipts import Outcome
from branchagent.core.settling import Writer
from branchagent.disk import Disk, NotAFileError
from branchagent.sharing import Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


REASON_MARK = "branchagent:"
"""How a reason file begins; a text file that begins otherwise is somebody's own and is never touched."""

_MOST_NAMES = 10_000
_MOST_HOLES = 4


class Found(enum.Enum):
    """What lies in the drop folder under a judged receipt's name."""

    SAME = "same"
    OTHER = "other"
    NOTHING = "nothing"


class Cabinet:
    """The drop folder's three folders. Raises `OSError` where the disk or another program is in the way."""

    def __init__(
        self,
        drop: Path,
        disk: Disk | None = None,
        mutex: Callable[[], AbstractContextManager[object]] = threading.Lock,
    ) -> None:
        self._drop = drop
        self._disk = disk or Disk()
        self._counted: tuple[int, int] = (0, 0)
        self._writing = mutex()
        """Between a PDF's move into `failed/` and its reason's writing, nobody else may take the reason's name."""
        self._syncs = {outcome: Shared(mutex()) for outcome in Outcome}

    def make_folders(self) -> None:
        """Make the three folders where they are missing. Raises `OSError` if a name is taken by something else."""
        for outcome in Outcome:
            folder = self._drop / outcome
            with contextlib.suppress(FileExistsError):
                self._disk.make_folder(folder)
            if not self._disk.is_folder(folder):
                raise NotADirectoryError(20, "not a folder", str(folder))

    def file_away(
        self,
        name: str,
        outcome: Outcome,
        sha256: str,
        reason: str | None,
        *,
        as_name: str | None = None,
        content: bytes | None = None,
    ) -> tuple[Found, str | None]:
        """Move the file `name` with the content `sha256` to its folder, with its reason's text, and give its new path.

        The path is relative to the drop folder. A file of other content is left where it is: it is a new arrival.
        `as_name`: what it is called from now on, if not as before. `content`: those bytes, if at hand: to compare them
        is quicker than to compute their digest.
        """
        if not self._disk.is_folder(self._drop / outcome):
            self.make_folders()
        found = self._compare(self._drop / name, sha256, content)
        if found is not Found.SAME:
            return found, None
        if reason is None:
            target = self._move_in(self._drop / name, outcome, with_reason=False, name=as_name)
        else:
            with self._writing:
                target = self._move_in(self._drop / name, outcome, with_reason=True, name=as_name)
                self._write_reason(target, reason)
        if not self._is_whole(target, sha256, content):
            self._move_back(target, name)
            return Found.OTHER, None
        self._make_durable(outcome)
        return Found.SAME, f"{outcome}/{target.name}"

    def finish(
        self,
        name: str,
        outcome: Outcome,
        sha256: str,
        reason: str | None,
        claimed: Callable[[str], bool],
        *,
        or_claimed: bool = True,
    ) -> str | None:
        """Find what a move that was cut off has already filed, complete it with its reason, and give its path.

        `claimed` tells which paths belong to other receipts; such a one is taken, `or_claimed`, if no other is there:
        a file that was moved back into the drop folder, and failed again, lies where it lay before. None if no such
        file is there.
        """
        found = list(self._filed_already(name, outcome, sha256, with_reason=reason is not None))
        unclaimed = (target for target in found if not claimed(f"{outcome}/{target.name}"))
        target = next(unclaimed, found[0] if found and or_claimed else None)
        if target is None:
            return None
        if reason is not None and not self._disk.is_there(self._reason_path(target)):
            self._write_reason(target, reason)
        self._make_durable(outcome)
        return f"{outcome}/{target.name}"

    def _filed_already(self, name: str, outcome: Outcome, sha256: str, *, with_reason: bool) -> Iterator[Path]:
        holes = 0
        for target in self._candidates(name, outcome):
            if not self._disk.is_there(target):
                # What had made the move take a later name, a text say, may have been taken away since.
                holes += not (with_reason and self._disk.is_there(self._reason_path(target)))
                if holes > _MOST_HOLES:
                    return
            elif self._compare(target, sha256) is Found.SAME:
                yield target

    def keep_copy(self, name: str, content: bytes) -> str:
        """Put the bytes that the service accepted into `done/`, their file having vanished or changed meanwhile."""
        self.make_folders()
        draft = self._drop / Outcome.DONE / f".{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}.tmp"
        try:
            self._disk.write(draft, content, durable=True)
            target = self._move_in(draft, Outcome.DONE, with_reason=False, name=name)
        finally:
            self._disk.remove(draft)
        self._make_durable(Outcome.DONE)
        return f"{Outcome.DONE}/{target.name}"

    def remove_orphaned_reasons(self) -> bool:
        """Take away the reason files whose PDF a person moved back or removed; only files that we wrote.

        Tells whether all of them could be removed: another program may have one open.
        """
        folder = self._drop / Outcome.FAILED
        removed = True
        with self._writing:
            names = {name for name in self._disk.names(folder) if not is_left_alone(name)}
            for name in names - {reason_name(name) for name in names}:
                if name.endswith(".txt") and self._is_ours(folder / name):
                    removed = self._remove(folder / name) and removed
        return removed

    def remove_reason_of(self, name: str) -> bool:
        """Take away the reason of a failed file that came back into the drop folder; tell whether there was one."""
        failed = self._drop / Outcome.FAILED / name
        reason = self._reason_path(failed)
        with self._writing:
            try:
                if self._disk.is_there(failed) or not self._is_ours(reason):
                    return False
            except OSError:
                return False
            with contextlib.suppress(OSError):  # in use elsewhere: the tidying comes back to it
                self._disk.remove(reason)
        return True

    def discard_returned_reason(self, name: str) -> bool:
        """Take away a reason file that came back into the drop folder along with its PDF; tell whether it was one."""
        path = self._drop / name
        return name.endswith(".txt") and self._is_ours(path) and self._remove(path)

    def tidy_failures(self) -> int:
        """Remove orphaned reasons and count the failures; quick while nothing changes in `failed/`."""
        stamp = self._disk.stamp(self._drop / Outcome.FAILED)
        if not stamp or stamp != self._counted[0]:
            tidy = self.remove_orphaned_reasons()
            self._counted = (stamp if tidy else 0, len(self.failures()))
        return self._counted[1]

    def failures(self) -> list[str]:
        """Name what lies in `failed/`, the reason files aside."""
        folder = self._drop / Outcome.FAILED
        try:
            names = {name for name in self._disk.names(folder) if not is_left_alone(name)}
        except FileNotFoundError:
            return []
        return sorted(name for name in names if not (name.endswith(".txt") and self._is_ours(folder / name)))

    def put_back(self, failure: str, as_name: str | None = None) -> str:
        """Move a failed file back into the drop folder, which is a retry, and give its name there.

        `as_name`: what it is called from now on, if not as before.
        """
        source = self._drop / Outcome.FAILED / failure
        reason = self._reason_path(source)
        # First the reason, if it can be: once the PDF is back, a running agent may already write another of that name.
        text = self._text_of(reason) if self._is_ours(reason) else None
        if text is not None:
            self._remove(reason)
        try:
            return self._first_free(
                source, (self._drop / free_name(as_name or failure, n) for n in range(1, _MOST_NAMES))
            ).name
        except OSError:
            if text is not None and not self._disk.is_there(reason):
                self._disk.write(reason, text)
            raise

    def _move_in(self, source: Path, outcome: Outcome, *, with_reason: bool, name: str | None = None) -> Path:
        candidates = self._candidates(name or source.name, outcome)
        if with_reason:
            candidates = (target for target in candidates if not self._disk.is_there(self._reason_path(target)))
        return self._first_free(source, candidates)

    def _move_back(self, target: Path, name: str) -> None:
        if self._is_ours(self._reason_path(target)):
            self._remove(self._reason_path(target))
        self._first_free(target, (self._drop / free_name(name, n) for n in range(1, _MOST_NAMES)))

    def _first_free(self, source: Path, candidates: Iterator[Path]) -> Path:
        for target in candidates:
            try:
                self._disk.move(source, target)
            except FileExistsError:
                continue
            return target
        raise FileExistsError(17, "no free name is left", source.name)

    def _candidates(self, name: str, outcome: Outcome) -> Iterator[Path]:
        return (self._drop / outcome / free_name(name, attempt) for attempt in range(1, _MOST_NAMES))

    def _make_durable(self, outcome: Outcome) -> None:
        self._syncs[outcome](lambda: self._disk.make_durable(self._drop / outcome))

    def _compare(self, path: Path, sha256: str, content: bytes | None = None) -> Found:
        try:
            with self._disk.open(path) as file:
                return Found.SAME if self._holds(file, sha256, content) else Found.OTHER
        except FileNotFoundError:
            return Found.NOTHING
        except NotAFileError:
            return Found.OTHER

    def _holds(self, file: BinaryIO, sha256: str, content: bytes | None) -> bool:
        return self._disk.digest(file) == sha256 if content is None else self._disk.holds(file, content)

    def _is_whole(self, target: Path, sha256: str, content: bytes | None) -> bool:
        """Make sure that nobody wrote, or still writes, into the file that was just moved.

        By its bytes: a file's time may be too coarse to show what was written in the instant before the move.
        """
        with self._disk.open(target) as file:
            return self._holds(file, sha256, content) and self._disk.writer_of(target, file) is not Writer.OPEN

    def _reason_path(self, target: Path) -> Path:
        return target.with_name(reason_name(target.name))

    def _write_reason(self, target: Path, text: str) -> None:
        """Write the reason beside its PDF in one step: nobody ever reads half of one."""
        draft = target.with_name(f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}.tmp")
        self._disk.write(draft, f"{REASON_MARK} {text}".replace("\n", "\r\n").encode("utf-8-sig"))
        try:
            self._disk.move(draft, self._reason_path(target))
        except FileExistsError:
            # It is there from before the crash, or a person's own; neither is ours to replace.
            self._disk.remove(draft)

    def _is_ours(self, path: Path) -> bool:
        try:
            with self._disk.open(path) as file:
                return file.read(64).removeprefix(b"\xef\xbb\xbf").startswith(REASON_MARK.encode())
        except OSError:
            return False

    def _text_of(self, path: Path) -> bytes:
        with self._disk.open(path) as file:
            return file.read()

    def _remove(self, path: Path) -> bool:
        """Remove a file; False if another program is in the way."""
        try:
            self._disk.remove(path)
        except OSError:
            return False
        return True
