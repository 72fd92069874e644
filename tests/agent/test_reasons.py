"""A time as Indonesians write it, whatever the system calls its zone."""

from datetime import timedelta

import pytest

from branchagent.reasons import zone_name

ON_WINDOWS = [
    ("SE Asia Standard Time", 7, "WIB"),
    ("Waktu Standar Asia Tenggara", 7, "WIB"),
    ("Singapore Standard Time", 8, "WITA"),
    ("Tokyo Standard Time", 9, "WIT"),
    ("W. Europe Standard Time", 1, "W. Europe Standard Time"),
    ("India Standard Time", 5.5, "India Standard Time"),
    ("Coordinated Universal Time", 0, "Coordinated Universal Time"),
]


@pytest.mark.parametrize(("told", "hours", "name"), ON_WINDOWS)
def test_windows_names_no_indonesian_zone_so_the_offset_does(told, hours, name):
    assert zone_name(told, timedelta(hours=hours), by_offset=True) == name


@pytest.mark.parametrize(("told", "hours"), [("WIB", 7), ("WITA", 8), ("WIT", 9), ("JST", 9), ("+08", 8)])
def test_other_systems_name_the_zone_themselves(told, hours):
    assert zone_name(told, timedelta(hours=hours), by_offset=False) == told


def test_a_zone_without_an_offset_keeps_its_name():
    assert zone_name("", None, by_offset=True) == ""
