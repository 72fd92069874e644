"""Proxy auto-config scripts: from a file or an address, followed as browsers do, and never able to hold us up."""

import contextlib
import multiprocessing
import socket
import threading
import time

import pytest
from rig.authorities import Authority
from rig.proxies import NamedBySystem

from branchagent.core.verdicts import Answered, NotSent, Trouble
from branchagent.wire import Proxies, ProxyUnknownError, Route, Wire
from branchagent.wire.scripts import ScriptError, choose

SERVICE = "https://siskohat.example/siskohat/bank/setoranawal"
CLERK = ("clerk", "marked-password")
ENDLESS = "function FindProxyForURL(url, host) { if (host == 'siskohat.example') { while (true) {} } return 'DIRECT'; }"


def function(body):
    return f"function FindProxyForURL(url, host) {{ {body} }}"


def answering(ways):
    return function(f"return '{ways}';")


@pytest.fixture
def script(tmp_path):
    """Write a script that gives these ways, and give its path."""

    def write(ways):
        file = tmp_path / "proxy.pac"
        file.write_text(ways if "function" in ways else answering(ways), encoding="utf-8")
        return str(file)

    return write


def test_a_script_says_direct(encrypted, post, bundle, script):
    assert isinstance(post(encrypted.url, ca_bundle=bundle, proxy_script=script("DIRECT")), Answered)


def test_a_script_names_a_proxy_and_the_keyring_its_password(encrypted, post, bundle, script, proxy, known, heads):
    way = proxy(*CLERK)
    known.pairs[way.address] = CLERK
    place = script(f"PROXY 127.0.0.1:{way.port}")
    assert isinstance(post(encrypted.url, ca_bundle=bundle, proxy_script=place, passwords=known), Answered)
    assert len(way.requests()) == 1
    assert b"proxy-authorization" not in heads(encrypted)


def test_the_next_try_takes_the_next_proxy_of_the_list(encrypted, wire, bundle, script, proxy, closed_port):
    way = proxy()
    place = script(f"PROXY 127.0.0.1:{closed_port}; PROXY 127.0.0.1:{way.port}; DIRECT")
    sender = wire(ca_bundle=bundle, proxy_script=place)
    first = sender.post(encrypted.url, {}, b"body")
    assert isinstance(first, NotSent)
    assert first.trouble is Trouble.PROXY
    for _ in range(2):
        assert isinstance(sender.post(encrypted.url, {}, b"body"), Answered)
    assert way.requests() == [f"CONNECT 127.0.0.1:{encrypted.port}"]


def test_the_next_way_may_be_the_direct_one(encrypted, wire, bundle, script, closed_port):
    sender = wire(ca_bundle=bundle, proxy_script=script(f"PROXY 127.0.0.1:{closed_port}; DIRECT"))
    assert sender.post(encrypted.url, {}, b"body").trouble is Trouble.PROXY
    assert isinstance(sender.post(encrypted.url, {}, b"body"), Answered)


@contextlib.contextmanager
def black_hole():
    """A port that neither takes nor refuses a connection, as that of a machine that is off."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        for _ in range(20):
            filling = stack.enter_context(socket.socket())
            filling.settimeout(0.1)
            try:
                filling.connect(("127.0.0.1", port))
            except TimeoutError:
                yield port
                return
        pytest.skip("this system takes connections that nobody accepts")


def test_a_proxy_that_is_off_is_given_up_for_the_next_one(encrypted, bundle, script, proxy):
    way = proxy()
    with black_hole() as off:
        place = script(f"PROXY 127.0.0.1:{off}; PROXY 127.0.0.1:{way.port}")
        route = Route(timeout_s=3.0, ca_bundle=bundle, proxy_script=place)
        proxies = Proxies(route)
        # Asked beforehand, because to run the script takes its time too.
        assert proxies.of(encrypted.url).address == f"http://127.0.0.1:{off}"
        sender = Wire(route, proxies)
        assert sender.post(encrypted.url, {}, b"body").trouble is Trouble.PROXY
        assert isinstance(sender.post(encrypted.url, {}, b"body"), Answered)
        sender.close()
        assert len(way.requests()) == 1


def test_when_all_proxies_have_failed_the_script_is_asked_again(encrypted, wire, bundle, script, proxy, closed_port):
    sender = wire(ca_bundle=bundle, proxy_script=script(f"PROXY 127.0.0.1:{closed_port}"))
    assert sender.post(encrypted.url, {}, b"body").trouble is Trouble.PROXY
    script(f"PROXY 127.0.0.1:{proxy().port}")
    assert isinstance(sender.post(encrypted.url, {}, b"body"), Answered)


def test_a_script_is_not_read_for_each_request(serve, answer):
    place = serve(answer(answering("PROXY proxy.example:8080").encode()))
    proxies = Proxies(Route(proxy_script=f"{place.url}/proxy.pac"))
    assert [proxies.of(SERVICE).address for _ in range(3)] == ["http://proxy.example:8080"] * 3
    assert len(place.requests) == 1


def test_a_script_comes_from_an_address_past_all_proxies(serve, answer, monkeypatch, closed_port, tmp_path, heads):
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    (tmp_path / ".netrc").write_text("default login clerk password marked\n", encoding="utf-8")
    (tmp_path / ".netrc").chmod(0o600)
    place = serve(answer(answering("PROXY proxy.example:8080").encode()))
    found = Proxies(Route(proxy_script=f"{place.url}/proxy.pac")).of(SERVICE)
    assert (found.address, found.origin) == ("http://proxy.example:8080", "server.proxy_script")
    assert b"authorization" not in heads(place)


def test_a_script_from_an_encrypted_address_is_trusted_as_the_service_is(serve, answer, authority, bundle):
    place = serve(answer(answering("PROXY proxy.example:8080").encode()), authority.server())
    route = Route(proxy_script=f"{place.url}/proxy.pac", ca_bundle=bundle)
    assert Proxies(route).of(SERVICE).address == "http://proxy.example:8080"
    place.context = Authority("Otoritas Lain").server()
    with pytest.raises(ProxyUnknownError, match="cannot be read"):
        Proxies(route).of(SERVICE)


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_script_comes_from_a_file(script, form):
    route = Route(proxy_script=form.format(script("PROXY proxy.example:8080")))
    assert Proxies(route).of(SERVICE).address == "http://proxy.example:8080"


BY_HOST = function(
    "if (dnsDomainIs(host, '.siskohat.example')) return 'PROXY out.example:1';"
    "if (shExpMatch(host, 'siskohat*.example')) return 'PROXY ministry.example:2';"
    "if (isPlainHostName(host)) return 'DIRECT';"
    "if (isInNet(host, '10.0.0.0', '255.0.0.0')) return 'DIRECT';"
    "if (url.substring(0, 6) == 'https:') return 'HTTPS safe.example:3';"
    "return 'PROXY rest.example:4';"
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.siskohat.example/x", ["http://out.example:1"]),
        ("https://siskohat-dev.example/x", ["http://ministry.example:2"]),
        ("https://intranet/x", ["direct"]),
        ("https://10.20.30.40/x", ["direct"]),
        ("https://192.0.2.1/x", ["https://safe.example:3"]),
        ("http://192.0.2.1/x", ["http://rest.example:4"]),
    ],
)
def test_a_script_decides_by_the_host(url, expected):
    assert choose(BY_HOST, url) == expected


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ("PROXY a:1; DIRECT", ["http://a:1", "direct"]),
        ("SOCKS a:1; PROXY b:2", ["http://b:2"]),
        (" proxy a:1 ;; nonsense ; Direct ", ["http://a:1", "direct"]),
        ("", ["direct"]),
    ],
)
def test_the_ways_are_taken_in_their_order_without_those_that_we_cannot_go(ways, expected):
    assert choose(answering(ways), SERVICE) == expected


WITHOUT_SENSE = {
    "SOCKS only": answering("SOCKS a:1; SOCKS5 b:2"),
    "a syntax error": "function FindProxyForURL(url, host) {",
    "no function": "var a = 1;",
    "nothing": "",
    "an error": function("throw new Error('no');"),
    "a number": function("return 5;"),
    "a page": "<html><body>404</body></html>",
    "a deep recursion": function("return FindProxyForURL(url, host);"),
}


@pytest.mark.parametrize("text", WITHOUT_SENSE.values(), ids=WITHOUT_SENSE)
def test_a_script_that_makes_no_sense_is_told_as_a_trouble_of_the_proxy(post, tmp_path, text):
    file = tmp_path / "proxy.pac"
    file.write_text(text, encoding="utf-8")
    fact = post("https://siskohat.invalid", proxy_script=str(file))
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY
    assert str(file) in fact.detail


def test_a_script_without_end_is_ended_and_nothing_else_waits_for_it():
    alive = []
    ended = threading.Event()

    def beat():
        while not ended.wait(0.05):
            alive.append(time.monotonic())

    heart = threading.Thread(target=beat)
    heart.start()
    try:
        with pytest.raises(ScriptError, match="does not come to an end"):
            choose(ENDLESS, SERVICE, seconds=1.0)
    finally:
        ended.set()
        heart.join()
    assert len(alive) > 10
    assert multiprocessing.active_children() == []


def test_a_script_sees_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://clerk:marked-password@proxy.example:1")
    telling = function("return 'PROXY ' + (JSON.stringify(process.env).indexOf('marked') + 1) + '.example:1';")
    assert choose(telling, SERVICE) == ["http://0.example:1"]


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nfunction Find",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone",
        b"nonsense\r\n\r\n",
        b"",
    ],
    ids=["404", "cut", "not unpacked", "nonsense", "nothing"],
)
def test_a_script_that_cannot_be_had_is_told_as_a_trouble_of_the_proxy(serve, post, said):
    def handle(_, line):
        line.request()
        line.send(said)

    place = f"{serve(handle).url}/proxy.pac"
    fact = post("https://siskohat.invalid", proxy_script=place)
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY
    assert place in fact.detail


@pytest.mark.parametrize("place", ["http://127.0.0.1:{}/proxy.pac", "http://wpad.invalid/proxy.pac", "/missing-{}.pac"])
def test_a_script_that_is_not_there_is_told_as_a_trouble_of_the_proxy(post, closed_port, place):
    fact = post("https://siskohat.invalid", proxy_script=place.format(closed_port))
    assert isinstance(fact, NotSent)
    assert fact.trouble is Trouble.PROXY


def test_a_script_that_is_mended_is_taken_up_at_the_next_request(encrypted, wire, bundle, script):
    sender = wire(ca_bundle=bundle, proxy_script=script("function ("))
    assert sender.post(encrypted.url, {}, b"body").trouble is Trouble.PROXY
    script("DIRECT")
    assert isinstance(sender.post(encrypted.url, {}, b"body"), Answered)


def test_the_set_proxy_comes_before_the_set_script(script):
    route = Route(proxy="http://proxy.example:8080", proxy_script=script("DIRECT"))
    assert Proxies(route).of(SERVICE).address == "http://proxy.example:8080"
    assert Proxies(Route(proxy="direct", proxy_script=script("PROXY a:1"))).of(SERVICE) is None


def test_the_systems_script_comes_before_its_list_and_after_the_environment(script, monkeypatch):
    proxies = Proxies(Route(), NamedBySystem(script("PROXY script.example:1"), https="http://list.example:2"))
    found = proxies.of(SERVICE)
    assert (found.address, found.origin) == ("http://script.example:1", "system's script")
    monkeypatch.setenv("HTTPS_PROXY", "http://environment.example:3")
    assert proxies.of(SERVICE).address == "http://environment.example:3"


def test_a_script_of_the_system_that_cannot_be_had_counts_for_nothing_and_is_told(script, tmp_path):
    missing = str(tmp_path / "proxy.pac")
    direct = Proxies(Route(), NamedBySystem(missing))
    listed = Proxies(Route(), NamedBySystem(missing, https="http://list.example:2"))
    assert direct.of(SERVICE) is None
    found = listed.of(SERVICE)
    assert (found.address, found.origin) == ("http://list.example:2", "system")
    assert missing in direct.script_trouble
    assert missing in listed.script_trouble
    script("PROXY script.example:1")
    assert direct.of(SERVICE).address == "http://script.example:1"
    assert direct.script_trouble == ""
