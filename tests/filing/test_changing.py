"""A file that is written to between its hash and its move is not filed under the old verdict."""

import contextlib
import hashlib
import os
import sys

import pytest
from rig.systems import half_characters, linux_only

from branchagent.core.receipts import Outcome
from branchagent.filing import Found
from branchagent.moving import move

NAME = "01118053000013564019.pdf"
LATER = b"%PDF written meanwhile"


@contextlib.contextmanager
def at_the_moves(*acts):
    """Do one act at each entering and leaving of a move, in turn: the moments that no lock can close."""
    waiting = list(acts)

    def profile(frame, event, _):
        if frame.f_code is move.__code__ and event in {"call", "return"} and waiting:
            waiting.pop(0)()

    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)
    assert not waiting


def write_to(path):
    path.write_bytes(LATER)


def replace(path):
    draft = path.with_name("draft.tmp")
    draft.write_bytes(LATER)
    draft.replace(path)


@pytest.fixture(params=[write_to, replace], ids=["written to", "replaced"])
def change(request, desk):
    return lambda: request.param(desk.drop / NAME)


def test_it_is_moved_back_and_is_a_new_arrival(desk, change):
    digest = desk.save(NAME)
    with at_the_moves(change):
        assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.OTHER, None)
    assert desk.files() == {NAME: LATER}


def test_it_is_noticed_though_neither_its_size_nor_its_time_shows_it(desk):
    """The clocks of some file systems are as coarse as two seconds."""
    digest = desk.save(NAME, b"%PDF first one")
    path = desk.drop / NAME
    status = path.stat()

    def save_over():
        path.write_bytes(b"%PDF other one")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    with at_the_moves(save_over):
        assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.OTHER, None)
    assert desk.files() == {NAME: b"%PDF other one"}


@linux_only("leases are Linux's; on Windows the move itself is refused while somebody has the file open")
def test_it_is_not_filed_while_somebody_has_it_open_for_writing(desk):
    digest = desk.save(NAME)
    writers = contextlib.ExitStack()
    with writers, at_the_moves(lambda: writers.enter_context((desk.drop / NAME).open("r+b"))):
        assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.OTHER, None)
    assert list(desk.files()) == [NAME]


def test_it_gets_no_reason(desk, change):
    digest = desk.save(NAME)
    with at_the_moves(change):
        assert desk.cabinet.file_away(NAME, Outcome.FAILED, digest, "why") == (Found.OTHER, None)
    assert desk.files() == {NAME: LATER}


def test_it_is_moved_back_beside_what_came_meanwhile(desk, change):
    digest = desk.save(NAME)
    with at_the_moves(change, lambda: desk.save(NAME, b"%PDF a third")):
        assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.OTHER, None)
    assert desk.files() == {NAME: b"%PDF a third", NAME.replace(".pdf", " (2).pdf"): LATER}


def test_what_comes_under_its_name_after_the_move_is_a_new_arrival(desk):
    digest = desk.save(NAME)
    with at_the_moves(lambda: None, lambda: desk.save(NAME, b"%PDF the next")):
        assert desk.cabinet.file_away(NAME, Outcome.DONE, digest, None) == (Found.SAME, f"done/{NAME}")
    assert desk.files() == {NAME: b"%PDF the next", f"done/{NAME}": b"%PDF receipt"}


def test_a_file_that_vanishes_before_the_move_is_told(desk):
    digest = desk.save(NAME)
    with at_the_moves((desk.drop / NAME).unlink), pytest.raises(FileNotFoundError):
        desk.cabinet.file_away(NAME, Outcome.DONE, digest, None)
    assert desk.files() == {}


def test_the_bytes_that_were_accepted_are_kept(desk):
    desk.save(NAME, b"%PDF written meanwhile")
    assert desk.cabinet.keep_copy(NAME, b"%PDF accepted") == f"done/{NAME}"
    assert desk.files() == {NAME: b"%PDF written meanwhile", f"done/{NAME}": b"%PDF accepted"}


def test_a_copy_goes_over_nothing(desk):
    desk.file(NAME, content=b"older")
    assert desk.cabinet.keep_copy(NAME, b"accepted") == f"done/{NAME.replace('.pdf', ' (2).pdf')}"
    assert sorted(desk.files().values()) == [b"accepted", b"older"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x" * 251 + ".pdf", id="long"),
        pytest.param("a\udcff.pdf", marks=half_characters, id="any bytes"),
    ],
)
def test_a_copy_of_any_name_is_kept(desk, name):
    content = b"accepted"
    assert desk.cabinet.keep_copy(name, content) == f"done/{name}"
    assert hashlib.sha256(desk.files()[f"done/{name}"]).digest() == hashlib.sha256(content).digest()
