"""Many files at once are all sent, whatever the kernel drops; and what is done costs nothing any more."""

import sys

import pytest
from load.loads import MIB, NEVER_LISTED, QUEUE, after_years, fill_years, flood, overflow

FEW = 1500
DONE = 5000
GROWTH = 100 * MIB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is frozen and its memory read on Linux")
LONG = pytest.mark.skipif(
    not QUEUE.exists() or int(QUEUE.read_text("ascii")) > 100_000, reason="a longer queue takes too long"
)


@LONG
def test_no_file_is_missed_whose_event_the_kernel_has_dropped(make_branch, service):
    """The queue is full before the first of them comes, and no listing is due for an hour."""
    branch = make_branch(**NEVER_LISTED)
    measured = flood(branch, service, FEW, noise=overflow())
    assert measured.peak - measured.resting < GROWTH


def test_what_is_done_is_never_listed_again(ordinary_branch):
    """No start, no receipt and no status depends on how much lies in done/: it may not even be read."""
    branch = ordinary_branch
    fill_years(branch, DONE)
    (branch.folder / "done").chmod(0o300)
    try:
        assert after_years(branch, DONE, receipts=3).peak < 2 * GROWTH
    finally:
        (branch.folder / "done").chmod(0o700)
    assert branch.status(code=4)["today"] == {"done": 3, "duplicate": 0, "failed": 0}
