"""The demo: sample receipts that reach every folder, and a table of what became of each."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from branchagent.core.receipts import Outcome
from branchagent.journal import Entry, History
from branchagent.settings.model import FolderSettings, ServerSettings, Settings, StateSettings, UploadSettings

SAMPLES = (Path(__file__).parent / "samples", Path(__file__).parents[2] / "assets" / "samples")
"""Where the samples are in an installed program and in a checkout."""

TOKEN = "demo-token"  # noqa: S105 - the demo's own simulator accepts it, nobody else


@dataclass(frozen=True, slots=True)
class Expected:
    """What the demo promises of one sample: the answers it gets, and where it ends."""

    outcome: Outcome
    reason: str
    answers: tuple[str, ...] = ()
    sample: str | None = None
    """The sample that is saved under this name, where it is not the one of the same name."""


EXPECTED = {
    "99926112300013570011.pdf": Expected(Outcome.DONE, "accepted"),
    "99926112300013570012.pdf": Expected(Outcome.DONE, "accepted", ("http-503", "ok")),
    "99926112300013570013.pdf": Expected(Outcome.DONE, "recovered", ("cut-stored", "ok")),
    "99926112300013570021.pdf": Expected(Outcome.DONE, "accepted", ("28", "ok")),
    "99926112300013570022.pdf": Expected(Outcome.DONE, "accepted"),
    "99926112300013570023.pdf": Expected(Outcome.FAILED, "not-understood", ("77",)),
    "99926112300013570105.pdf": Expected(Outcome.FAILED, "not-found", ("05",)),
    "99926112300013570128.pdf": Expected(Outcome.FAILED, "upload-error", ("28",)),
    "99926112300013570129.pdf": Expected(Outcome.DUPLICATE, "duplicate", ("29",)),
    "99926112300013570199.pdf": Expected(Outcome.FAILED, "service-error", ("99",)),
    "99926112300013570041.pdf": Expected(Outcome.FAILED, "encrypted"),
    "99926112300013570042.pdf": Expected(Outcome.FAILED, "damaged"),
    "99926112300013570043.pdf": Expected(Outcome.FAILED, "empty"),
    "99926112300013570044.pdf": Expected(Outcome.FAILED, "not-pdf"),
    "SiskohatSetoranAwal.pdf": Expected(Outcome.FAILED, "number-mismatch"),
    "99926112300013570014.pdf": Expected(Outcome.FAILED, "number-mismatch", sample="99926112300013570013.pdf"),
    "bukti setoran 23-11.pdf": Expected(Outcome.FAILED, "bad-name", sample="99926112300013570011.pdf"),
}

VOUCHER = "99926112300013570022.pdf"
"""Dropped last: its acceptance shows that the service is well while it answers RC 99 to another."""


def samples() -> Path:
    """Give the samples' folder. Raises `FileNotFoundError` if the program was packed without them."""
    for folder in SAMPLES:
        if (folder / "99926112300013570011.pdf").exists():
            return folder
    raise FileNotFoundError("the sample receipts are not in this installation")


def demo_settings(root: Path, url: str) -> Settings:
    """Give settings for a folder of the demo's own, with waits that an onlooker bears."""
    return Settings(
        folder=FolderSettings(root / "drop", incomplete_s=2.0),
        server=ServerSettings(url, timeout_s=10.0, proxy="direct"),
        upload=UploadSettings(retries=3, first_wait_s=0.4),
        state=StateSettings(root / "state"),
    )


class Clerk:
    """Saves the samples into the drop folder as a branch does, one after the other."""

    def __init__(self, drop: Path) -> None:
        self._drop = drop
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="clerk")

    def __enter__(self) -> Clerk:
        self._drop.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _work(self) -> None:
        folder = samples()
        for name in sorted(EXPECTED, key=lambda name: name == VOUCHER):
            if self._ended.wait(0.15):
                return
            shutil.copyfile(folder / (EXPECTED[name].sample or name), self._drop / f"{name}.tmp")
            (self._drop / f"{name}.tmp").rename(self._drop / name)


class Promise:
    """Waits until each sample is filed."""

    def __init__(self) -> None:
        self._open = set(EXPECTED)
        self.kept = threading.Event()

    def filed(self, name: str) -> None:
        """Take note of one that is filed."""
        self._open.discard(name)
        if not self._open:
            self.kept.set()


def outcomes(state: Path) -> dict[str, Entry]:
    """Give what the journal says of each sample."""
    with History(state) as history:
        return {entry.name: entry for entry in history.entries()}


def is_as_expected(entries: dict[str, Entry], drop: Path) -> bool:
    """Tell whether each sample is where it should be, for the reason it should be."""
    return all(
        name in entries
        and (entries[name].outcome, entries[name].reason) == (expected.outcome, expected.reason)
        and (drop / (entries[name].filed_as or "-")).is_file()
        for name, expected in EXPECTED.items()
    )


def make_room(*, keep: bool) -> Path:
    """Make the demo's folder: where a user looks for it if it is kept, else a temporary one."""
    return Path(tempfile.mkdtemp(prefix="branchagent-demo-" if keep else "branchagent-"))
