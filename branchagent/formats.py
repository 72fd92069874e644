"""Dates, times and numbers as Indonesians and the English write them: the forms of Unicode's CLDR, without its data."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class _Forms:
    """How one language writes; the names begin with January and with Monday."""

    months: str
    short_months: str
    days: str
    between: str
    clock: str
    thousands: str


_FORMS = {
    "id": _Forms(
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
        "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
        " ",
        ".",
        ".",
    ),
    "en": _Forms(
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        ", ",
        ":",
        ",",
    ),
}
_INDONESIAN_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def local(seconds: float) -> datetime:
    """Give a time, in seconds since the epoch, in the machine's zone."""
    return datetime.fromtimestamp(seconds).astimezone()


def midnight(now: float) -> float:
    """Give when the day of a time began on this machine, both in seconds since the epoch."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def date(when: datetime, language: str) -> str:
    """Give a day: 26 Nov 2026."""
    return f"{when.day} {_FORMS[language].short_months.split()[when.month - 1]} {when.year}"


def long_date(when: datetime, language: str) -> str:
    """Give a day with its name: Kamis, 26 November 2026."""
    forms = _FORMS[language]
    return f"{forms.days.split()[when.weekday()]}, {when.day} {forms.months.split()[when.month - 1]} {when.year}"


def time(when: datetime, language: str) -> str:
    """Give a time of day, with its zone: 16.31 WIB."""
    sign = _FORMS[language].clock
    return f"{when:%H}{sign}{when:%M} {zone_of(when)}".rstrip()


def moment(when: datetime, language: str) -> str:
    """Give a day and a time to the second, with its zone: 26 Nov 2026 16.31.52 WIB."""
    forms = _FORMS[language]
    clock = forms.clock.join((f"{when:%H}", f"{when:%M}", f"{when:%S}"))
    return f"{date(when, language)}{forms.between}{clock} {zone_of(when)}".rstrip()


def number(value: int, language: str) -> str:
    """Give a whole number in groups of three digits."""
    return f"{value:,}".replace(",", _FORMS[language].thousands)


def zone_of(when: datetime) -> str:
    """Name a local time's zone, by its Indonesian name where it has one."""
    return zone_name(when.tzname() or "", when.utcoffset(), by_offset=sys.platform == "win32")


def zone_name(told: str, offset: timedelta | None, *, by_offset: bool) -> str:
    """Give a zone's name as Indonesians know it; `told` is the system's name for it.

    Windows has no zone of the middle and the east of Indonesia: one chooses Singapore's or Tokyo's there, whose names
    are in the system's language besides. So there, and only there, the name goes `by_offset`.
    """
    return _INDONESIAN_ZONES.get(offset or timedelta(), told) if by_offset else told
