"""The fault matrix itself: what may go wrong, what the agent does then, and the test that shows it."""

from typing import NamedTuple


class Row(NamedTuple):
    """One fault. `test` is a test's id as pytest knows it, with all that it is parametrised by."""

    fault: str
    does: str
    test: str


_FOLDERS, _STATE = "tests/matrix/test_folders.py", "tests/matrix/test_state.py"
_CLOCK, _LIMITS = "tests/matrix/test_clock.py", "tests/matrix/test_limits.py"
_SESSION, _ENDING = "tests/matrix/test_session.py", "tests/matrix/test_ending.py"
_FULL, _CHANGES = "tests/end_to_end/test_full_disk.py", "tests/end_to_end/test_changes.py"
_AWAY, _SIGNING_IN = "tests/end_to_end/test_service_away.py", "tests/end_to_end/test_signing_in.py"
_CRASH, _SHARED = "tests/end_to_end/test_crash.py", "tests/end_to_end/test_shared_folder.py"
_WATCHING, _SIGHT = "tests/seeing/test_watching.py", "tests/seeing/test_sight.py"
_KEYRING, _JOURNAL = "tests/credentials/test_waiting_for_the_keyring.py", "tests/journal"
_IS_FULL = f"{_FULL}::test_a_disk_that_is_full_from_the_start_loses_nothing"
_ENDS = f"{_ENDING}::test_it_ends_in_its_time_and_the_next_start_goes_on"
_SENDS_ON = f"{_SESSION}::test_sending_goes_on_when_what_keeps_the_token_dies"
_CLOCK_IS_SET = f"{_CLOCK}::test_a_clock_that_is_set_by_a_day_and_back_holds_nothing_up"

_DISKS = (
    Row("the drop folder's disk is full", "what is decided waits to be filed", f"{_IS_FULL}[folder]"),
    Row("the journal's disk is full", "nothing is sent that cannot be recorded", f"{_IS_FULL}[state]"),
    Row("both fill up during uploads", "what could not be recorded is asked for again and is told as our own upload",
        f"{_FULL}::test_a_disk_that_fills_up_during_the_uploads_loses_nothing"),
    Row("the journal's disk is full at the start", "waits for room, sends nothing",
        f"{_FULL}::test_a_start_on_a_full_disk_waits_for_room"),
    Row("the journal's disk is read-only at the start", "told as unavailable; opened once it can be written",
        f"{_JOURNAL}/test_disks.py::test_a_read_only_disk_is_told"),
)  # fmt: skip

_DROP_FOLDER = (
    Row("the drop folder becomes read-only", "what was accepted waits there, is told and filed later, not sent again",
        f"{_FOLDERS}::test_a_folder_that_became_read_only_is_told_and_filed_in_once_it_is_not"),
    Row("the drop folder is gone and comes back", "waits; makes nothing in its place; takes its lock anew",
        f"{_CHANGES}::test_a_drop_folder_that_goes_away_comes_back"),
    Row("the drop folder goes during an upload", "the verdict is recorded and the file filed when it is back",
        f"{_CHANGES}::test_a_drop_folder_that_goes_away_during_an_upload_loses_nothing"),
    Row("the drop folder is replaced by another", "serves the new one; touches nothing in the old one",
        f"{_FOLDERS}::test_a_folder_that_was_replaced_by_another_is_served_and_the_old_one_left_as_it_is"),
    Row("the three folders are removed", "makes them again",
        f"{_CHANGES}::test_outcome_folders_that_are_removed_are_made_again"),
    Row("another program keeps a file from being moved (here by chattr +i)",
        "accepted and told; filed once it lets go, not sent again",
        f"{_FOLDERS}::test_a_file_that_another_program_keeps_in_its_place_is_filed_once_it_lets_go"),
    Row("another program keeps a file from being opened (here by its mode)", "told; sent once it may be read",
        "tests/end_to_end/test_folder.py::test_a_file_that_may_not_be_read_is_told_and_sent_once_it_may"),
    Row("a file is written slowly", "sent once, whole",
        f"{_CHANGES}::test_a_file_that_is_written_slowly_is_sent_once_and_whole"),
    Row("a file is held open by its writer for long", "told after a quarter of an hour; sent when it is closed",
        "tests/seeing/test_gate.py::test_a_file_that_is_written_for_a_quarter_of_an_hour_is_told"),
    Row("a file is replaced during its upload", "the accepted bytes are kept; the new ones are a new arrival",
        f"{_CHANGES}::test_a_file_replaced_during_its_upload_leaves_the_accepted_bytes_and_a_new_arrival"),
    Row("the PC that serves a shared folder dies", "another follows within seconds",
        f"{_SHARED}::test_who_is_killed_is_off_the_roster_and_is_followed_within_seconds"),
    Row("the folder's lock is lost while the PC sleeps", "does nothing more until it has it again",
        f"{_SHARED}::test_a_frozen_one_that_lost_the_lock_does_nothing_when_it_wakes_up"),
)  # fmt: skip

_WATCH = (
    Row("a thread of the watch dies", "begins the watch anew at the next listing",
        f"{_SIGHT}::test_a_watch_whose_threads_died_is_replaced"),
    Row("events are lost", "is told so at once, for the folder to be listed", f"{_WATCHING}::test_an_overflow_is_told"),
    Row("no inotify instance is left", "lists the folder every two seconds; told if events were demanded",
        f"{_LIMITS}::test_without_a_watch_left_the_folder_is_listed_often"),
    Row("there is room for a watch again", "watches within five minutes",
        f"{_SIGHT}::test_where_no_watch_can_begin_the_folder_is_listed_often_and_tried_again_later"),
)  # fmt: skip

_STATE_FOLDER = (
    Row("another process has locked the journal", "sends nothing, tells, goes on when it is free",
        f"{_STATE}::test_a_journal_that_another_process_has_locked_holds_everything_up_until_it_is_free"),
    Row("the journal is damaged at the start", "set aside, a new one begun",
        f"{_CHANGES}::test_a_damaged_journal_is_set_aside_and_work_goes_on"),
    Row("the journal is damaged while it is in use", "told; set aside when it is met, by the next start at the latest",
        f"{_STATE}::test_a_journal_that_is_damaged_while_it_is_in_use_is_told_and_set_aside_at_the_next_start"),
    Row("the journal is deleted while it is in use", "put back",
        f"{_JOURNAL}/test_taken_away.py::test_a_journal_that_is_deleted_under_us_is_put_back"),
    Row("the state folder becomes read-only", "goes on with the open journal; status stays true",
        f"{_STATE}::test_a_state_folder_that_became_read_only_is_no_reason_to_show_yesterdays_state"),
    Row("the state folder cannot be used at the start", "ends with 2 and says what to set; touches nothing",
        f"{_STATE}::test_a_state_folder_that_cannot_be_used_at_the_start_is_told_and_nothing_is_touched"),
)  # fmt: skip

_TIME = (
    Row("the clock is set forward by a day", "nothing is given up", _CLOCK_IS_SET),
    Row("the clock is set back by two days", "no wait grows", _CLOCK_IS_SET),
    Row("the machine sleeps for an hour", "ends what was in hand, takes up what came",
        f"{_CLOCK}::test_a_machine_that_slept_for_an_hour_goes_on_where_it_was"),
    Row("all clocks jump, at any moment", "the invariants hold (simulated)",
        "tests/simulation/test_simulation.py::test_the_invariants_hold"),
)  # fmt: skip

_DESKTOP = (
    Row("the keyring dies", "sends on with the token in memory", f"{_SENDS_ON}[keyring]"),
    Row("the session bus dies", "sends on with the token in memory", f"{_SENDS_ON}[bus]"),
    Row("keyring and bus come after the agent's start", "waits for them, told as sign-in",
        f"{_SESSION}::test_a_start_without_what_keeps_the_token_waits_for_it"),
    Row("the keyring hangs", "nobody is held up for longer than the patience",
        f"{_KEYRING}::test_a_daemon_that_hangs_holds_nobody_up_for_longer_than_the_patience"),
    Row("the keyring is locked", "told; used as soon as it is unlocked",
        f"{_KEYRING}::test_a_locked_keyring_is_told_and_used_as_soon_as_it_is_unlocked"),
    Row("the screen dies", "sends on without an icon",
        f"{_SESSION}::test_an_agent_whose_screen_dies_goes_on_and_ends_when_it_is_asked_to"),
)  # fmt: skip

_RESOURCES = (
    Row("no descriptor is left", "sends nothing, told; goes on when there are some",
        f"{_LIMITS}::test_without_a_descriptor_left_it_waits_until_there_are_some"),
    Row("there is no memory for an upload", "the receipt waits, told; no attempt is recorded",
        f"{_LIMITS}::test_without_the_memory_for_an_upload_it_waits_until_there_is_enough"),
)  # fmt: skip

_SERVICE = (
    Row("the service fails in any way that is not a file's fault", "waits, told as offline",
        f"{_AWAY}::test_a_receipt_waits_for_as_long_as_the_service_is_away"),
    Row("nobody listens", "waits until somebody does",
        f"{_AWAY}::test_a_refused_connection_waits_until_somebody_listens"),
    Row("the service is away at the start", "everything goes out later",
        f"{_AWAY}::test_a_service_that_is_down_at_start_up_gets_everything_later"),
    Row("the service says nothing", "one probe is out; all else waits, told as offline",
        f"{_AWAY}::test_only_one_probe_at_a_time_goes_to_a_service_that_is_away"),
    Row("the credentials are refused", "everything waits, told as sign-in, until others are there",
        f"{_SIGNING_IN}::test_everything_waits_until_somebody_signs_in"),
)  # fmt: skip

_ENDINGS = (
    Row("killed with all hands full", "each receipt gets where it belongs; what was cut off is told as our own upload",
        f"{_CRASH}::test_killed_with_all_hands_full_every_receipt_gets_where_it_belongs"),
    Row("killed again and again", "each is accepted once",
        f"{_CRASH}::test_killed_again_and_again_each_receipt_is_accepted_once"),
    Row("SIGTERM while a file is not whole", "ends with 0; the next start takes it up", f"{_ENDS}[settling]"),
    Row("SIGTERM during an upload", "ends with 0 when it is through",
        f"{_CRASH}::test_ending_in_good_order_waits_for_the_uploads_in_hand"),
    Row("SIGTERM during an upload into silence", "ends with 0 when its time is over",
        f"{_ENDS}[uploading_into_silence]"),
    Row("SIGTERM with a verdict and no way to file it", "ends with 0; the next start files it, asking nobody",
        f"{_ENDS}[judged_and_not_filed]"),
    Row("SIGTERM while the service is away", "ends with 0; the next start goes on", f"{_ENDS}[service_away]"),
    Row("SIGTERM while credentials are missing", "ends with 0; the next start goes on",
        f"{_ENDS}[without_credentials]"),
    Row("SIGTERM while the folder is gone", "ends with 0; the next start goes on", f"{_ENDS}[folder_gone]"),
    Row("SIGTERM in standby", "ends with 0; who serves goes on",
        f"{_ENDING}::test_one_that_stands_by_ends_in_its_time_and_the_other_goes_on"),
)  # fmt: skip

ROWS = (*_DISKS, *_DROP_FOLDER, *_WATCH, *_STATE_FOLDER, *_TIME, *_DESKTOP, *_RESOURCES, *_SERVICE, *_ENDINGS)


def as_markdown() -> str:
    """Give the table as it stands in CONTRIBUTING.md."""
    lines = [f"| {row.fault} | {row.does} | `{row.test.removeprefix('tests/')}` |\n" for row in ROWS]
    return "".join(("| fault | what the agent does | shown by (`tests/`) |\n", "|---|---|---|\n", *lines))
