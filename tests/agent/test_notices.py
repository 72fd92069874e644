"""A person hears of a thing once, over restarts too."""

from branchagent.notices import FILE_NAME, Notices


def test_a_notice_is_new_once(tmp_path):
    notices = Notices(tmp_path)
    assert [notices.is_new("token", "7 days") for _ in range(3)] == [True, False, False]
    assert notices.is_new("token", "3 days")
    assert notices.is_new("another", "3 days")


def test_a_restart_does_not_tell_again(tmp_path):
    assert Notices(tmp_path).is_new("token", "7 days")
    assert not Notices(tmp_path).is_new("token", "7 days")
    assert Notices(tmp_path).is_new("token", "3 days")


def test_a_file_that_makes_no_sense_means_telling_again(tmp_path):
    for content in (b"", b"[]", b'{"token":', b"\xff"):
        (tmp_path / FILE_NAME).write_bytes(content)
        assert Notices(tmp_path).is_new("token", "7 days")


def test_where_nothing_can_be_kept_it_is_still_told_once_a_run(tmp_path):
    notices = Notices(tmp_path / "gone")
    assert [notices.is_new("token", "7 days") for _ in range(2)] == [True, False]
