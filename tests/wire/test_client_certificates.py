"""Our own certificate, where the service wants one: shown, refused, and its key's password out of the keyring."""

import os
import select
import ssl
import sys
import time

import pytest
from rig.authorities import Authority

from branchagent.core.verdicts import Answered, NotSent, Trouble

PASSWORD = "sandi-kunci-uji"
BODY = b"x" * (1024 * 1024)
_ASKS = """
import sys
from pathlib import Path
from branchagent.wire import Route, Wire
url, bundle, certificate, key = sys.argv[1:]
wire = Wire(Route(10, Path(bundle), Path(certificate), Path(key)))
print("came back:", wire.post(url + "/x", {}, b"body"), flush=True)
wire.close()
"""


@pytest.fixture
def server(serve, answer, authority):
    """A service that lets in nobody without a certificate of the bank's authority."""
    return serve(answer(), authority.server(wants_client=True))


@pytest.fixture
def certificate(authority, tmp_path):
    """Write a certificate with its key and give the settings that name them."""

    def write(password=None, issuer=authority):
        certificate, key = issuer.client(tmp_path, password)
        return {"client_certificate": certificate, "client_key": key}

    return write


def expect_not_sent(fact, server, trouble):
    assert isinstance(fact, NotSent), fact
    assert fact.trouble is trouble
    assert server.requests == []


def test_a_certificate_that_is_wanted_and_given_lets_us_in(server, post, bundle, certificate):
    assert isinstance(post(server.url, ca_bundle=bundle, **certificate()), Answered)


def test_certificate_and_key_may_be_in_one_file(server, post, bundle, certificate, tmp_path):
    files = certificate()
    both = tmp_path / "both.pem"
    both.write_bytes(files["client_key"].read_bytes() + files["client_certificate"].read_bytes())
    assert isinstance(post(server.url, ca_bundle=bundle, client_certificate=both), Answered)


def test_a_certificate_that_nobody_wants_does_no_harm(serve, post, answer, authority, bundle, certificate):
    assert isinstance(post(serve(answer(), authority.server()).url, ca_bundle=bundle, **certificate()), Answered)


@pytest.mark.parametrize("body", [b"body", BODY], ids=["small", "large"])
def test_a_certificate_that_is_wanted_and_not_given_is_told(server, wire, bundle, body):
    """In TLS 1.3 the refusal comes while we send: each time in another moment, and each time with nothing taken."""
    for _ in range(10):
        expect_not_sent(wire(ca_bundle=bundle).post(server.url, {}, body), server, Trouble.TLS_CLIENT)


def test_tls_1_2_has_no_word_of_its_own_for_a_certificate_that_is_missing(server, post, bundle):
    """The same alert means that no cipher is shared; it is told as it came, and not as a lost connection."""
    server.context.maximum_version = ssl.TLSVersion.TLSv1_2
    fact = post(server.url, ca_bundle=bundle)
    expect_not_sent(fact, server, Trouble.TLS)
    assert "HANDSHAKE_FAILURE" in fact.detail


def test_a_certificate_of_somebody_else_is_told_as_refused(server, post, bundle, certificate):
    files = certificate(issuer=Authority("Otoritas Lain"))
    expect_not_sent(post(server.url, ca_bundle=bundle, **files), server, Trouble.TLS_CLIENT)


def test_a_certificate_that_comes_later_is_taken_up_at_the_next_request(server, wire, bundle, certificate):
    wrong = certificate(issuer=Authority("Otoritas Lain"))
    sender = wire(ca_bundle=bundle, **wrong)
    expect_not_sent(sender.post(server.url, {}, b"body"), server, Trouble.TLS_CLIENT)
    certificate()
    assert isinstance(sender.post(server.url, {}, b"body"), Answered)


def test_an_encrypted_key_is_opened_by_the_password_of_the_keyring(server, post, bundle, certificate, known):
    known.client_key = PASSWORD
    assert isinstance(post(server.url, ca_bundle=bundle, passwords=known, **certificate(PASSWORD)), Answered)


def test_a_password_that_nobody_needs_does_no_harm(server, post, bundle, certificate, known):
    known.client_key = PASSWORD
    assert isinstance(post(server.url, ca_bundle=bundle, passwords=known, **certificate()), Answered)


def test_a_wrong_password_of_the_key_is_told_and_not_shown(server, post, bundle, certificate, known):
    known.client_key = "sandi-yang-salah"
    fact = post(server.url, ca_bundle=bundle, passwords=known, **certificate(PASSWORD))
    expect_not_sent(fact, server, Trouble.TLS_FILES)
    assert "server.client_key" in fact.detail
    assert "password" in fact.detail
    assert "sandi-yang-salah" not in repr(fact)
    assert server.connections == 0


@pytest.mark.parametrize("password", ["sandi-yang-panjang" * 100, "sandi-\ud800"], ids=["too long", "no text"])
def test_a_password_that_no_key_can_have_is_told_and_not_shown(server, post, bundle, certificate, known, password):
    known.client_key = password
    fact = post(server.url, ca_bundle=bundle, passwords=known, **certificate(PASSWORD))
    expect_not_sent(fact, server, Trouble.TLS_FILES)
    assert "server.client_key" in fact.detail
    assert "password" in fact.detail
    assert "sandi-" not in repr(fact)


def test_a_missing_password_of_the_key_is_told_with_what_to_do(server, post, bundle, certificate):
    fact = post(server.url, ca_bundle=bundle, **certificate(PASSWORD))
    expect_not_sent(fact, server, Trouble.TLS_FILES)
    assert "branchagent login --client-key" in fact.detail
    assert server.connections == 0


def test_a_password_that_comes_later_is_taken_up_at_the_next_request(server, wire, bundle, certificate, known):
    sender = wire(ca_bundle=bundle, passwords=known, **certificate(PASSWORD))
    expect_not_sent(sender.post(server.url, {}, b"body"), server, Trouble.TLS_FILES)
    known.client_key = PASSWORD
    assert isinstance(sender.post(server.url, {}, b"body"), Answered)


@pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are POSIX's")
def test_nobody_is_asked_on_a_terminal_for_the_password_of_the_key(server, bundle, certificate):
    """OpenSSL itself would ask there, and wait for as long as nobody answers."""
    import pty  # noqa: PLC0415 - POSIX alone has it

    files = certificate(PASSWORD)
    pid, terminal = pty.fork()
    if pid == 0:
        arguments = [sys.executable, "-c", _ASKS, server.url, bundle, files["client_certificate"], files["client_key"]]
        os.execv(sys.executable, list(map(str, arguments)))  # noqa: S606 - it takes the terminal over
    try:
        told = _read_to_end(terminal)
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    assert "came back: NotSent" in told
    assert "tls-files" in told
    assert "PEM pass phrase" not in told


def _read_to_end(terminal):
    """Read what a process writes on its terminal until it ends; an AssertionError if it does not end."""
    told, deadline = b"", time.monotonic() + 30
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if not ready:
            continue
        try:
            content = os.read(terminal, 65536)
        except OSError:
            # So Linux tells that the other end is closed.
            return told.decode()
        if not content:
            return told.decode()
        told += content
    raise AssertionError(f"it waits for somebody: {told!r}")
