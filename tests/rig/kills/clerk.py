"""A clerk who drops receipts all the time, in every way in which a receipt comes, and remembers each."""

import time
from collections import Counter
from dataclasses import dataclass

from branchagent.moving import move
from rig.kills import fates
from rig.receipts import damaged, receipt, sha256

_EARLY = (*(fates.FINE,) * 12, *(fates.SLOW,) * 3, fates.KNOWN, fates.STORED_LATER, fates.ERROR_ONCE, fates.CUT_ONCE)
_LATE = (*_EARLY, fates.NOT_FOUND, fates.NOT_STORED, fates.IN_ERROR, fates.NEVER_SENT)
_WAYS = (*("at_once",) * 6, *("slowly",) * 3, *("again",) * 2)
_BURSTS = (1, 1, 2, 4, 12)
_LONGEST_PAUSE_S = 1.5
_MOST_WAITING = 40
_LONGEST_STROKE_S = 0.1
_PADDINGS = (0, 0, 0, 3_000, 60_000)
_UNSENDABLE = (
    ("{}.pdf", damaged, "damaged"),
    ("{}.pdf", lambda _: b"", "empty"),
    ("{}.pdf", lambda each: f"no PDF, {each}".encode(), "not-pdf"),
    ("bukti setoran {}.pdf", receipt, "bad-name"),
)


@dataclass(frozen=True)
class Dropped:
    """One file as the clerk saved it; `fails_by` is why it cannot be sent at all, None if it can."""

    name: str
    number: str
    sha256: str
    fails_by: str | None = None


class Clerk:
    """Knows in `dropped` every file that was ever saved."""

    def __init__(self, folder, random):
        self.dropped = []
        self.saved_at = {}
        """When the file that bears a name was saved, in monotonic seconds."""
        self.may_fail = False
        """Whether receipts come that end in failed/: until one does, the agent may be idle."""
        self._folder = folder
        self._random = random
        self._serial = 0
        self._repeatable = []
        folder.mkdir(parents=True, exist_ok=True)

    def pause_s(self):
        return self._random.random() * _LONGEST_PAUSE_S

    def bring_some(self):
        """Bring a few, unless so many wait already that no agent's life would ever be long enough for them."""
        if len(list(self._folder.iterdir())) > _MOST_WAITING:
            return
        for _ in range(self._random.choice(_BURSTS)):
            self._bring()

    def drop_witness(self):
        """Drop a receipt that nothing is wrong with; give its name."""
        return self._at_once(*self._fresh(fates.FINE))

    def _bring(self):
        way = self._random.choice(_WAYS)
        if way == "again" and self._repeatable:
            self._again(*self._random.choice(self._repeatable[-20:]))
            return
        fate = self._random.choice(_LATE if self.may_fail else _EARLY)
        drop = self._slowly if way == "slowly" else self._at_once
        drop(*(self._unsendable() if fate is fates.NEVER_SENT else self._fresh(fate)))

    def _fresh(self, fate):
        self._serial += 1
        each = fate.number(self._serial)
        content = receipt(each, padding=self._random.choice(_PADDINGS))
        if fate in {fates.FINE, fates.KNOWN}:
            self._repeatable.append((each, content))
        return f"{each}.pdf", each, content, None

    def _unsendable(self):
        self._serial += 1
        each = fates.NEVER_SENT.number(self._serial)
        name, make, fails_by = self._random.choice(_UNSENDABLE)
        return name.format(each), each, make(each), fails_by

    def _again(self, each, content):
        """Drop a receipt of the same name once more: the same file, or printed anew."""
        if self._random.random() < 0.5:
            self._serial += 1
            content = receipt(each, f"printed anew {self._serial}")
        self._at_once(f"{each}.pdf", each, content, None)

    def _at_once(self, name, each, content, fails_by):
        """Save under a temporary name, then rename: never over another file, as no careful program does."""
        draft = self._folder / f"{name}.tmp"
        draft.write_bytes(content)
        for free in _browsers_names(name):
            try:
                move(draft, self._folder / free)
            except FileExistsError:
                continue
            self._note(free, each, content, fails_by)
            return free
        raise AssertionError(name)

    def _slowly(self, name, each, content, fails_by):
        """Write in place, stroke by stroke."""
        strokes = self._random.choice((1, 2, 4))
        with (self._folder / name).open("xb", buffering=0) as file:
            for index in range(strokes):
                file.write(content[len(content) * index // strokes : len(content) * (index + 1) // strokes])
                # This is the clerk's pace, and nothing that anybody waits for.
                time.sleep(self._random.random() * _LONGEST_STROKE_S)
        self._note(name, each, content, fails_by)

    def _note(self, name, each, content, fails_by):
        self.saved_at[name] = time.monotonic()
        self.dropped.append(Dropped(name, each, sha256(content), fails_by))

    @property
    def saved(self):
        """How often each content was saved under each name."""
        return Counter((each.name, each.sha256) for each in self.dropped)


def _browsers_names(name):
    yield name
    stem = name.removesuffix(".pdf")
    yield from (f"{stem} ({count}).pdf" for count in range(1, 100))
