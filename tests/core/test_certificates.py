"""What is wrong with a certificate, by the system's number and by what the certificate says."""

import pytest

from branchagent.core.certificates import Shown, trouble_with
from branchagent.core.verdicts import Trouble

HOST = "siskohat.example"
NOW = 1_000_000.0
GOOD = ("Otoritas Uji", (HOST,), NOW - 10, NOW + 10)
_UNKNOWN_CODE = 12345


def shown(issuer=GOOD[0], names=GOOD[1], begins=GOOD[2], ends=GOOD[3]):
    return Shown("siskohat", issuer, names, begins, ends, "ab" * 32)


BY_NUMBER = {
    # OpenSSL
    9: Trouble.TLS_NOT_YET_VALID,
    10: Trouble.TLS_EXPIRED,
    2: Trouble.TLS_UNTRUSTED,
    18: Trouble.TLS_UNTRUSTED,
    19: Trouble.TLS_UNTRUSTED,
    20: Trouble.TLS_UNTRUSTED,
    21: Trouble.TLS_UNTRUSTED,
    62: Trouble.TLS_NAME,
    64: Trouble.TLS_NAME,
    # Windows
    0x800B010F: Trouble.TLS_NAME,
    0x800B0109: Trouble.TLS_UNTRUSTED,
    0x800B010A: Trouble.TLS_UNTRUSTED,
    0x800B0112: Trouble.TLS_UNTRUSTED,
    # macOS
    -67602: Trouble.TLS_NAME,
    -67818: Trouble.TLS_EXPIRED,
    -67819: Trouble.TLS_NOT_YET_VALID,
    -67843: Trouble.TLS_UNTRUSTED,
}
WINDOWS_EXPIRED_OR_NOT_YET_VALID = 0x800B0101


@pytest.mark.parametrize(("code", "trouble"), BY_NUMBER.items())
@pytest.mark.parametrize("certificate", [None, shown()], ids=["unseen", "seen"])
def test_the_systems_number_says_what_is_wrong(code, trouble, certificate):
    assert trouble_with(code, certificate, HOST, NOW) is trouble


@pytest.mark.parametrize(
    ("certificate", "trouble"),
    [
        (shown(ends=NOW - 1), Trouble.TLS_EXPIRED),
        (shown(begins=NOW + 1), Trouble.TLS_NOT_YET_VALID),
        (shown(names=("other.example",)), Trouble.TLS_NAME),
        (shown(names=()), Trouble.TLS_NAME),
        (shown(), Trouble.TLS_UNTRUSTED),
        (shown("FortiGate CA"), Trouble.TLS_INSPECTED),
        (shown("FortiGate CA", ends=NOW - 1), Trouble.TLS_EXPIRED),
        (shown("FortiGate CA", names=("other.example",)), Trouble.TLS_NAME),
        (shown(ends=NOW - 1, names=("other.example",)), Trouble.TLS_EXPIRED),
        (None, Trouble.TLS_UNTRUSTED),
    ],
)
@pytest.mark.parametrize("code", [None, _UNKNOWN_CODE, WINDOWS_EXPIRED_OR_NOT_YET_VALID])
def test_what_the_system_does_not_say_the_certificate_does(code, certificate, trouble):
    assert trouble_with(code, certificate, HOST, NOW) is trouble


@pytest.mark.parametrize("moment", [GOOD[2], GOOD[3]])
def test_the_first_and_the_last_moment_belong_to_its_life(moment):
    assert trouble_with(None, shown(), HOST, moment) is Trouble.TLS_UNTRUSTED


@pytest.mark.parametrize(
    "issuer",
    [
        "Bank Contoh TLS Inspection CA",
        "FortiGate CA",
        "FG100E3U16000000, Fortinet, Certificate Authority",
        "Zscaler Intermediate Root CA",
        "Bank Contoh SSL DECRYPT",
        "Palo Alto Networks",
        "Sophos SSL CA_C01001",
        "squid.bank.example",
        "Bank Contoh Web Proxy",
    ],
)
def test_an_inspecting_issuer_is_known_by_its_name(issuer):
    assert trouble_with(20, shown(issuer), HOST, NOW) is Trouble.TLS_INSPECTED


@pytest.mark.parametrize(
    "issuer",
    [
        "Let's Encrypt, R11",
        "DigiCert Inc, DigiCert TLS RSA SHA256 2020 CA1",
        "Badan Siber dan Sandi Negara, Balai Sertifikasi Elektronik",
        "GlobalSign nv-sa, GlobalSign RSA OV SSL CA 2018",
        "Sectigo Limited, Sectigo RSA Domain Validation Secure Server CA",
        "Bank Contoh, Otoritas Uji",
        "localhost",
        "",
    ],
)
def test_an_ordinary_issuer_inspects_nothing(issuer):
    assert trouble_with(20, shown(issuer), HOST, NOW) is Trouble.TLS_UNTRUSTED


@pytest.mark.parametrize("code", [9, 10, 62])
def test_what_a_person_must_mend_otherwise_is_no_inspection_whoever_issued_it(code):
    assert trouble_with(code, shown("FortiGate CA"), HOST, NOW) is BY_NUMBER[code]


@pytest.mark.parametrize(
    ("names", "host", "fits"),
    [
        (("siskohat.example",), "siskohat.example", True),
        (("Siskohat.Example",), "SISKOHAT.example.", True),
        (("other.example", "siskohat.example"), "siskohat.example", True),
        (("*.example",), "siskohat.example", True),
        (("*.EXAMPLE",), "siskohat.example", True),
        (("*.example",), "www.siskohat.example", False),
        (("*.siskohat.example",), "siskohat.example", False),
        (("*",), "localhost", False),
        (("*.",), "localhost", False),
        (("siskohat.example",), "siskohat.example.com", False),
        (("example",), "siskohat.example", False),
        (("10.1.2.3",), "10.1.2.3", True),
        ((), "siskohat.example", False),
    ],
)
def test_a_certificate_is_for_the_hosts_that_it_names(names, host, fits):
    assert shown(names=names).is_for(host) is fits
