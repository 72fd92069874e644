"""Dates, times and numbers as Indonesians and the English write them, whatever the system calls its zone."""

from datetime import datetime, timedelta, timezone

import pytest
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from branchagent import formats
from branchagent.formats import zone_name

CLDR = {"id": "id", "en": "en_GB"}
WIB = timezone(timedelta(hours=7), "WIB")
times = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(WIB))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize("language", CLDR)
@given(when=times)
def test_days_and_times_are_written_as_unicode_says(language, when):
    locale = CLDR[language]
    assert formats.date(when, language) == format_date(when, "medium", locale)
    assert formats.time(when, language) == f"{format_time(when, 'short', WIB, locale)} WIB"
    assert formats.moment(when, language) == f"{format_datetime(when, 'medium', WIB, locale)} WIB"
    # Unicode gives the Indonesian day two digits here, and nowhere else.
    assert formats.long_date(when, language) == format_date(when, "full", locale).replace(", 0", ", ")


@pytest.mark.parametrize("language", CLDR)
@given(value=st.integers(0, 10**9))
def test_numbers_are_written_as_unicode_says(language, value):
    assert formats.number(value, language) == format_decimal(value, locale=CLDR[language])


def test_a_day_begins_at_the_machines_midnight():
    begun = datetime.fromtimestamp(formats.midnight(1_795_700_000.0)).astimezone()
    assert (begun.hour, begun.minute, begun.second) == (0, 0, 0)
    assert 0 <= 1_795_700_000.0 - begun.timestamp() < 90_000


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
