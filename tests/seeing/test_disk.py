"""What the disk says when it is asked: never that nothing is there because it cannot be seen."""

import pytest
from rig.systems import links, posix_only

from branchagent.disk import Disk


def test_what_is_not_there_is_not_there(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "1.pdf", tmp_path / "no folder" / "1.pdf", tmp_path / "file" / "1.pdf"):
        assert not Disk().is_there(path)


def test_a_name_that_nothing_can_have_is_not_there(tmp_path):
    assert not Disk().is_there(tmp_path / f"{'1' * 300}.pdf")


@links
def test_a_link_that_leads_nowhere_is_there(tmp_path):
    (tmp_path / "1.pdf").symlink_to(tmp_path / "nothing")
    assert Disk().is_there(tmp_path / "1.pdf")


@posix_only("Windows has other words for a ring of links")
def test_what_cannot_be_found_out_is_not_taken_for_absence(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError, match="symbolic links"):
        Disk().is_there(tmp_path / "loop" / "1.pdf")
