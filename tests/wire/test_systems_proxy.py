"""The proxy that the surroundings name, in all the forms in which they do."""

import pytest
import requests.utils

from branchagent.core.verdicts import Answered, NotSent, Trouble, judge
from branchagent.wire import Proxies, Route

CLERK = ("clerk", "marked-password")
SERVICE = "https://siskohat.example/x"
PLAIN = "http://siskohat.example/x"
PROXY = "http://proxy.example:8080"


def proxy_for(url, **route):
    found = Proxies(Route(**route)).of(url)
    return found.address if found else None


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_variable_names_the_proxy_of_an_encrypted_way(monkeypatch, name):
    monkeypatch.setenv(name, PROXY)
    assert proxy_for(SERVICE) == PROXY


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_variable_names_the_proxy_of_a_plain_way(monkeypatch, name):
    monkeypatch.setenv(name, PROXY)
    assert proxy_for(PLAIN) == PROXY


@pytest.mark.parametrize(("name", "url"), [("http_proxy", SERVICE), ("HTTP_PROXY", SERVICE), ("https_proxy", PLAIN)])
def test_the_variable_of_the_other_scheme_counts_for_nothing(monkeypatch, name, url):
    monkeypatch.setenv(name, PROXY)
    assert proxy_for(url) is None


def test_the_schemes_own_variable_comes_before_the_one_for_all(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert (proxy_for(SERVICE), proxy_for(PLAIN)) == (PROXY, "http://all.example:1")


@pytest.mark.skipif("os.name == 'nt'", reason="there, both are one variable")
def test_the_variable_in_small_letters_comes_first(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://large.example:1")
    monkeypatch.setenv("https_proxy", PROXY)
    assert proxy_for(SERVICE) == PROXY


def test_an_empty_variable_names_none(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "")
    monkeypatch.setenv("ALL_PROXY", "")
    assert proxy_for(SERVICE) is None


def test_a_proxy_without_a_scheme_is_one_of_http(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:8080")
    assert proxy_for(SERVICE) == PROXY


PAST = ("*", "siskohat.example", ".example", "example", "other, siskohat.example", "siskohat.example:443")
PAST_NOT = ("", "hat.example", "other.example", "siskohat.example.com")


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
@pytest.mark.parametrize(("value", "past"), [(each, True) for each in PAST] + [(each, False) for each in PAST_NOT])
def test_no_proxy_is_honoured_in_its_forms(monkeypatch, name, value, past):
    monkeypatch.setenv("ALL_PROXY", PROXY)
    monkeypatch.setenv(name, value)
    assert proxy_for("https://siskohat.example:443/x") == (None if past else PROXY)


@pytest.mark.parametrize(
    ("value", "past"), [("10.1.2.3", True), ("10.0.0.0/8", True), ("10.1.2.4", False), ("192.168.0.0/16", False)]
)
def test_no_proxy_is_honoured_for_addresses_and_networks(monkeypatch, value, past):
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", value)
    assert proxy_for("https://10.1.2.3/x") == (None if past else PROXY)


BANK = "https://app.bank.co.id/x"
LOCAL = "https://[fd00::5]/x"


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
@pytest.mark.parametrize(
    ("value", "url", "past"),
    [
        ("*.bank.co.id", BANK, True),
        ("*.bank.co.id", "https://mybank.co.id/x", False),
        ("*.BANK.co.id", BANK, True),
        ("*bank.co.id", BANK, True),
        ("bank.co.id.", BANK, True),
        ("bank.co.id", "https://app.bank.co.id./x", True),
        ("other.example bank.co.id", BANK, True),
        ("other.example,*", BANK, True),
        ("app.bank.co.id:443", BANK, True),
        ("bank.co.id:443", BANK, True),
        ("app.bank.co.id:8443", BANK, False),
        ("app.bank.co.id:8443", "https://app.bank.co.id:8443/x", True),
        ("app.bank.co.id:80", "http://app.bank.co.id/x", True),
        ("*.", BANK, False),
        (".", BANK, False),
        (",", BANK, False),
        ("fd00::/8", LOCAL, True),
        ("[fd00::]/8", LOCAL, True),
        ("fe80::/10", LOCAL, False),
        ("fd00::5", LOCAL, True),
        ("[fd00::5]", LOCAL, True),
        ("[fd00::5]:443", LOCAL, True),
        ("[fd00::5]:8443", LOCAL, False),
        ("[fd00::6]", LOCAL, False),
        ("FD00:0::5", LOCAL, True),
        ("fd00::/8", BANK, False),
        ("10.1.2.3:443", "https://10.1.2.3/x", True),
        ("10.1.2.3:8443", "https://10.1.2.3/x", False),
        ("10.0.0.0/8:443", "https://10.1.2.3/x", True),
        ("10.0.0.0/8", LOCAL, False),
        ("*.3", "https://10.1.2.3/x", False),
    ],
)
def test_no_proxy_is_honoured_in_the_forms_of_other_programs(monkeypatch, name, value, url, past):
    monkeypatch.setenv("ALL_PROXY", PROXY)
    monkeypatch.setenv(name, value)
    assert proxy_for(url) == (None if past else PROXY)


def test_no_proxy_says_nothing_about_the_set_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    assert proxy_for(SERVICE, proxy=PROXY) == PROXY


def test_direct_goes_past_the_systems_proxy(serve, post, answer, monkeypatch, closed_port):
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    server = serve(answer())
    assert isinstance(post(server.url_from_afar, proxy="direct"), Answered)
    assert post(server.url_from_afar).trouble is Trouble.PROXY


def test_the_set_proxy_comes_before_the_systems(serve, post, answer, monkeypatch):
    systems, ours = serve(answer(b"the system's")), serve(answer(b"ours"))
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, systems.url)
    assert post(PLAIN.removesuffix("/x"), proxy=ours.url).body == b"ours"
    assert systems.connections == 0


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_password_in_a_variable_is_used_and_never_shown(encrypted, post, bundle, proxy, heads, monkeypatch, variable):
    way = proxy(*CLERK)
    monkeypatch.setenv(variable, way.with_password())
    assert isinstance(post(encrypted.url_from_afar, ca_bundle=bundle), Answered)
    assert len(way.requests()) == 1
    assert b"proxy-authorization" not in heads(encrypted)
    for bad in (way.with_password(password="marked-wrong"), way.with_password().replace(str(way.port), "1")):
        monkeypatch.setenv(variable, bad)
        fact = post(encrypted.url_from_afar, ca_bundle=bundle)
        assert fact.trouble in {Trouble.PROXY_AUTH, Trouble.PROXY}
        assert "marked" not in repr(fact)
        assert "marked" not in repr(judge(fact, "1", in_doubt=False))
    assert len(encrypted.requests) == 1


def test_the_password_of_the_keyring_comes_before_that_of_a_variable(
    encrypted, post, bundle, proxy, known, monkeypatch
):
    way = proxy(*CLERK)
    monkeypatch.setenv("HTTPS_PROXY", way.with_password(password="wrong"))
    known.pairs[way.address] = CLERK
    assert isinstance(post(encrypted.url_from_afar, ca_bundle=bundle, passwords=known), Answered)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "https://127.4.5.6/x", "http://[::1]/x", "http://localhost/x"])
def test_what_stays_on_this_machine_goes_past_the_systems_proxy_alone(monkeypatch, url):
    """It may be unencrypted because it stays here."""
    monkeypatch.setenv("ALL_PROXY", PROXY)
    assert proxy_for(url) is None
    assert proxy_for(url, proxy=PROXY) == PROXY


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks4"])
@pytest.mark.parametrize("service", ["http://siskohat.invalid", "https://siskohat.invalid"])
def test_socks_is_told_as_a_trouble_of_the_proxy(post, monkeypatch, closed_port, scheme, service):
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://clerk:marked-password@127.0.0.1:{closed_port}")
    fact = post(service)
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY
    assert "marked" not in repr(fact)


@pytest.mark.parametrize("nonsense", ["http://", "nonsense::", "http://[::1", "http://a b:1", "http://proxy:99999"])
def test_a_proxy_that_makes_no_sense_is_told_as_a_trouble_of_the_proxy(post, monkeypatch, nonsense):
    monkeypatch.setenv("ALL_PROXY", nonsense)
    fact = post("https://siskohat.invalid")
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY


@pytest.mark.parametrize("sign", "#?/")
@pytest.mark.parametrize("start", ["http://", ""])
def test_a_password_that_tears_its_address_apart_is_told_and_not_shown(post, monkeypatch, start, sign):
    monkeypatch.setenv("ALL_PROXY", f"{start}clerk:12345{sign}x@proxy.example:3128")
    fact = post("https://siskohat.invalid")
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY
    assert "%23" in fact.detail
    assert "12345" not in repr(fact)


def test_such_a_password_is_taken_as_it_should_be_written(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://clerk:12345%23x@proxy.example:3128")
    found = Proxies(Route()).of(SERVICE)
    assert (found.address, found.user) == ("http://proxy.example:3128", ("clerk", "12345#x"))


def test_the_system_is_asked_anew_each_time(monkeypatch):
    proxies = Proxies(Route())
    assert proxies.of(SERVICE) is None
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert proxies.of(SERVICE).address == PROXY


def test_requests_reads_the_variables_as_we_do(monkeypatch):
    """What we ask of requests is what other programs of this machine get."""
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert requests.utils.get_environ_proxies(SERVICE)["https"] == proxy_for(SERVICE)
