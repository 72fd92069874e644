"""Pilgrims and deposits that do not exist; all of a receipt follows from its index."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7))
BANK, OFFICE, STREET = "Bank Contoh Syariah", "KC Contoharjo", "Jl. Contoh Raya No. 1"
AMOUNT, IN_WORDS = "25.000.000", "Dua Puluh Lima Juta Rupiah"
PEOPLE = (
    "AHMAD FAUZI CONTOH|LAKI-LAKI|CONTOHARJO|12-03-1971|JL. CONTOH MELATI NO. 12|CONTOHSARI",
    "SITI NURHALIMAH CONTOH|PEREMPUAN|CONTOHREJO|05-11-1978|GG. CONTOH III NO. 7|CONTOHREJO",
    "BUDI SANTOSO CONTOH|LAKI-LAKI|CONTOHARJO|28-07-1966|DUSUN CONTOH KRAJAN RT 01|CONTOHMULYO",
    "DEWI LESTARI CONTOH|PEREMPUAN|CONTOHJAYA|19-01-1983|PERUM CONTOH ASRI BLOK C 9|CONTOHJAYA",
    "FIRMAN AFFANDI CONTOH|LAKI-LAKI|CONTOHWANGI|30-09-1959|JL. CONTOH TIMUR NO. 3|CONTOHWANGI",
)
STRIDES = {"va": 7_919_317, "account": 104_729, "ktp": 15_485_863, "porsi": 7_919, "inner": 4_127}


@dataclass(frozen=True)
class Receipt:
    """One deposit at a bank whose code nobody has."""

    index: int
    short: bool = False

    @property
    def made(self):
        """When the deposit was made."""
        return datetime(2026, 11, 2, 8, 11, 7, tzinfo=WIB) + timedelta(
            days=self.index % 26, seconds=self.index * 613 % 24_000
        )

    @property
    def number(self):
        """The validation number."""
        if self.short:
            return f"VA{self.made:%y%m%d}{self.index % 10_000:04}X{self.index * 7 % 10}"
        return f"999{self.made:%y%m%d}{13_570_000 + self.index * 43:011}"

    @property
    def virtual_account(self):
        return f"9990{self._digits('va', 12)}"

    @property
    def account(self):
        return f"7{self._digits('account', 9)}"

    @property
    def ktp(self):
        """An identity of a province that has not been founded."""
        return f"99{self._digits('ktp', 14)}"

    @property
    def porsi(self):
        return f"32{self._digits('porsi', 8)}"

    @property
    def inner_id(self):
        """What a bank's own program calls the deposit."""
        return f"99900000{self._digits('inner', 12)}"

    @property
    def person(self):
        return PEOPLE[self.index % len(PEOPLE)].split("|")

    @property
    def name(self):
        return self.person[0]

    def another(self):
        """Give another pilgrim's receipt of the same kind."""
        return Receipt(self.index + 2_003, self.short)

    def _digits(self, what, places):
        return f"{(self.index + 11) * STRIDES[what] % 10**places:0{places}}"
