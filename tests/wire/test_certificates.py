"""Certificates, real ones: what is wrong with one is told as what it is, and nobody gets a byte of a receipt."""

import socket
import ssl
import warnings

import pytest
import trustme
from rig.authorities import Authority, odd_server, self_signed_server

from branchagent.core.verdicts import Answered, NotSent, Trouble
from branchagent.simulator import Simulator
from branchagent.wire import Route, look, reach


def expect_trouble(fact, trouble, *details):
    assert isinstance(fact, NotSent)
    assert fact.trouble is trouble
    for detail in details:
        assert detail in fact.detail


def test_a_certificate_of_the_set_authority_is_trusted(serve, post, answer, authority, bundle):
    assert isinstance(post(serve(answer(), authority.server()).url, ca_bundle=bundle), Answered)


def test_the_set_authority_comes_before_those_of_other_programs(
    serve, post, answer, authority, bundle, tmp_path, monkeypatch
):
    other = Authority().write(tmp_path / "other.pem")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(other))
    assert isinstance(post(serve(answer(), authority.server()).url, ca_bundle=bundle), Answered)


BAD = {
    "another authority": (
        lambda _, __: Authority("Otoritas Lain").server(),
        Trouble.TLS_UNTRUSTED,
        "issued by Bank Contoh, Otoritas Lain",
    ),
    "self-signed": (
        lambda _, folder: self_signed_server(folder),
        Trouble.TLS_UNTRUSTED,
        "issued by siskohat-appliance",
    ),
    "another name": (
        lambda authority, _: authority.server("siskohat.example"),
        Trouble.TLS_NAME,
        "issued by Bank Contoh, Otoritas Uji",
    ),
    "expired": (
        lambda authority, _: authority.expired_server(),
        Trouble.TLS_EXPIRED,
        "issued by Bank Contoh, Otoritas Uji",
    ),
    "not yet valid": (
        lambda authority, _: authority.server_not_yet_valid(),
        Trouble.TLS_NOT_YET_VALID,
        "issued by Bank Contoh, Otoritas Uji",
    ),
    "the bank's inspection": (
        lambda _, __: Authority("Bank Contoh TLS Inspection CA").server(),
        Trouble.TLS_INSPECTED,
        "Bank Contoh TLS Inspection CA",
    ),
    "a product's inspection": (
        lambda _, __: Authority("FortiGate CA").server(),
        Trouble.TLS_INSPECTED,
        "FortiGate CA",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_wrong_with_a_certificate_is_told(serve, post, answer, authority, bundle, tmp_path, bad):
    make, trouble, issuer = BAD[bad]
    server = serve(answer(), make(authority, tmp_path))
    expect_trouble(post(server.url, ca_bundle=bundle), trouble, issuer, "SHA-256 ")
    expect_trouble(reach(server.url, Route(timeout_s=10.0, ca_bundle=bundle)), trouble, issuer, "SHA-256 ")
    assert server.requests == []


@pytest.mark.parametrize(
    ("oddity", "told"), [("a name by X.400", "issued by siskohat-appliance"), ("version 5", "self-signed")]
)
def test_an_odd_certificate_is_told_as_far_as_it_can_be_read(serve, post, answer, bundle, tmp_path, oddity, told):
    server = serve(answer(), odd_server(tmp_path, oddity))
    expect_trouble(post(server.url, ca_bundle=bundle), Trouble.TLS_UNTRUSTED, told)
    assert server.requests == []


def test_what_a_certificate_says_cannot_draw_on_a_screen_or_flood_it(serve, post, answer, bundle, tmp_path):
    server = serve(answer(), odd_server(tmp_path, "control characters"))
    fact = post(server.url, ca_bundle=bundle)
    expect_trouble(fact, Trouble.TLS_UNTRUSTED, r"issued by siskohat\x1b[2J\nok\u202exxx")
    assert fact.detail.isprintable()
    assert len(fact.detail) < 700
    assert look(server.url, None).names == (r"siskohat\x1b[2J.example",)


def test_what_is_wrong_is_told_behind_a_proxy_too(serve, post, answer, bundle, proxy):
    server = serve(answer(), Authority("FortiGate CA").server())
    way = proxy("clerk", "marked-password")
    fact = post(server.url, ca_bundle=bundle, proxy=way.with_password())
    expect_trouble(fact, Trouble.TLS_INSPECTED, "FortiGate CA")
    assert server.requests == []
    # Once to send, once to look at the certificate.
    assert way.requests() == [f"CONNECT 127.0.0.1:{server.port}"] * 2


def test_an_issuer_that_is_trusted_is_no_trouble_whatever_its_name(serve, post, answer, tmp_path):
    inspection = Authority("Bank Contoh TLS Inspection CA")
    server = serve(answer(), inspection.server())
    assert isinstance(post(server.url, ca_bundle=inspection.write(tmp_path / "bank.pem")), Answered)


def test_a_look_at_a_certificate_sends_nothing_and_trusts_nothing(serve, answer):
    server = serve(answer(), Authority("Otoritas Lain").server("siskohat.example", "10.1.2.3"))
    shown = look(server.url, None)
    assert (shown.issuer, shown.names) == ("Bank Contoh, Otoritas Lain", ("siskohat.example", "10.1.2.3"))
    assert shown.begins < shown.ends
    assert server.requests == []


@pytest.fixture
def plain():
    """A service that speaks no TLS."""
    with Simulator() as simulator:
        yield simulator


def test_there_is_nothing_to_look_at_where_no_tls_is_spoken(plain, closed_port):
    assert look(plain.url.replace("http:", "https:"), None) is None
    assert look(f"https://127.0.0.1:{closed_port}", None) is None


def test_a_server_that_speaks_no_tls_is_told_and_gets_nothing(plain, post):
    expect_trouble(post(plain.url.replace("http:", "https:")), Trouble.TLS, "WRONG_VERSION_NUMBER")
    assert plain.requests == []


def test_a_server_that_never_answers_the_handshake_is_told_as_silent(serve, post):
    server = serve(lambda _, line: line.wait_for_leaving())
    expect_trouble(post(server.url.replace("http:", "https:"), timeout_s=0.3), Trouble.TIMEOUT)


@pytest.fixture
def old_context(authority):
    """A server as of twenty years ago: TLS 1.1 at most."""
    context = authority.server()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    except (ssl.SSLError, ValueError):
        pytest.skip("the OpenSSL of this machine cannot make a server of TLS 1.1")
    return context


def speaks_old_tls(server, bundle):
    """Tell whether somebody who allows TLS 1.1 gets through: the server is a real one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(bundle)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", server.port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as encrypted,
    ):
        return encrypted.version() in {"TLSv1", "TLSv1.1"}


def test_tls_older_than_1_2_is_refused(serve, post, answer, old_context, bundle):
    server = serve(answer(), old_context)
    assert speaks_old_tls(server, bundle)
    expect_trouble(post(server.url, ca_bundle=bundle), Trouble.TLS, "VERSION")
    assert server.requests == []


def test_a_bundle_that_is_mended_is_taken_up_at_the_next_request(serve, wire, answer, authority, tmp_path):
    server = serve(answer(), authority.server())
    bundle = Authority("Otoritas Lain").write(tmp_path / "ca.pem")
    sender = wire(ca_bundle=bundle)
    steps = [(None, Trouble.TLS_UNTRUSTED), (b"", Trouble.TLS_FILES), (b"no PEM", Trouble.TLS_FILES)]
    for content, trouble in steps:
        if content is not None:
            bundle.write_bytes(content)
        expect_trouble(sender.post(server.url, {}, b"body"), trouble)
    bundle.unlink()
    expect_trouble(sender.post(server.url, {}, b"body"), Trouble.TLS_FILES)
    authority.write(bundle)
    assert isinstance(sender.post(server.url, {}, b"body"), Answered)
    assert [body for _, body in server.requests] == [b"body"]


def test_a_server_that_is_mended_is_spoken_to_at_the_next_request(serve, wire, answer, authority, bundle):
    server = serve(answer(), authority.expired_server())
    sender = wire(ca_bundle=bundle)
    expect_trouble(sender.post(server.url, {}, b"body"), Trouble.TLS_EXPIRED)
    server.context = authority.server()
    assert isinstance(sender.post(server.url, {}, b"body"), Answered)


FILES = {
    "missing": (None, "No such file"),
    "empty": (b"", "PEM"),
    "no PEM": (b"MZ\x90\x00 not a certificate\n" * 50, "PEM"),
    "a broken PEM": (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "PEM"),
}


@pytest.mark.parametrize("setting", ["ca_bundle", "client_certificate", "client_key"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_the_settings_that_cannot_be_used_is_told(
    encrypted, post, authority, bundle, tmp_path, setting, kind
):
    content, words = FILES[kind]
    certificate, key = authority.client(tmp_path)
    files = {"ca_bundle": bundle, "client_certificate": certificate, "client_key": key}
    if content is None:
        files[setting].unlink()
    else:
        files[setting].write_bytes(content)
    expect_trouble(post(encrypted.url, **files), Trouble.TLS_FILES, f"server.{setting}", words)
    assert encrypted.connections == 0


def test_a_long_chain_is_trusted_by_its_root(serve, post, answer, tmp_path):
    root = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.create_child_ca().create_child_ca().issue_cert("127.0.0.1").configure_cert(context)
    root.cert_pem.write_to_path(tmp_path / "root.pem")
    assert isinstance(post(serve(answer(), context).url, ca_bundle=tmp_path / "root.pem"), Answered)
