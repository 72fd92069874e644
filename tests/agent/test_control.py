"""What commands leave for a running agent."""

import os
import stat

import pytest

from branchagent.control import Control


@pytest.fixture
def control(tmp_path):
    return Control(tmp_path)


def test_at_first_there_are_no_wishes_and_no_folder(control, tmp_path):
    assert not control.paused
    assert (control.credentials_stamp(), control.look_stamp()) == (0, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_pause_holds_for_every_agent_that_comes_until_it_is_ended(control, tmp_path):
    control.pause()
    control.pause()
    assert Control(tmp_path).paused
    Control(tmp_path).resume()
    assert not control.paused
    control.resume()
    assert not control.paused


def test_going_on_asks_for_a_look(control):
    control.pause()
    before = control.look_stamp()
    control.resume()
    assert control.look_stamp() != before


def test_every_wish_changes_its_own_stamp_alone(control):
    seen = {control.credentials_stamp()}
    look = control.look_stamp()
    for _ in range(50):
        before = control.credentials_stamp()
        control.tell_of_credentials()
        assert control.credentials_stamp() != before
        seen.add(control.credentials_stamp())
    assert control.look_stamp() == look
    control.ask_for_a_look()
    assert control.look_stamp() != look


def test_asking_changes_no_stamp(control):
    control.ask_for_a_look()
    assert control.look_stamp() == control.look_stamp()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_folder_is_private(control):
    control.make()
    assert stat.S_IMODE(control.folder.stat().st_mode) == 0o700


def test_no_drafts_stay_behind(control):
    control.pause()
    control.tell_of_credentials()
    control.ask_for_a_look()
    assert sorted(path.name for path in control.folder.iterdir()) == ["credentials", "look", "paused"]


def test_where_a_wish_cannot_be_left_it_is_an_error(tmp_path):
    (tmp_path / "control").touch()
    with pytest.raises(OSError, match=r"."):
        Control(tmp_path).pause()
