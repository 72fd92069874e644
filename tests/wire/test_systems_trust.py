"""Whom we trust where the settings name nobody: whom the system trusts, asked from a process of its own."""

import os
import subprocess
import sys

import pytest
from rig.authorities import Authority

from branchagent.simulator import Simulator, SimulatorConfig

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system's list is a file on Linux alone")

_ASKS = """
import sys
from pathlib import Path
from branchagent.core.verdicts import Answered
from branchagent.wire import Route, Wire
url, bundle = sys.argv[1:]
wire = Wire(Route(timeout_s=10, ca_bundle=Path(bundle) if bundle else None))
fact = wire.post(url + "/x", {"x-access-key": "token"}, b"body")
wire.close()
print("answered" if isinstance(fact, Answered) else f"{fact.trouble}: {fact.detail}")
"""


def ask(url, bundle, variables):
    """Send a request from a process of its own, and give what came of it."""
    environment = {"PATH": os.environ["PATH"], **variables}
    command = [sys.executable, "-W", "error", "-c", _ASKS, url, str(bundle)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_systems_list_is_trusted_where_none_is_set(serve, answer, authority, bundle):
    server = serve(answer(), authority.server())
    assert ask(server.url, "", {"SSL_CERT_FILE": str(bundle)}) == "answered"


def test_the_set_list_alone_is_trusted_where_one_is_set(serve, answer, authority, bundle, tmp_path):
    server = serve(answer(), authority.server())
    other = Authority("Otoritas Lain").write(tmp_path / "other.pem")
    told = ask(server.url, other, {"SSL_CERT_FILE": str(bundle)})
    assert told.startswith("tls-untrusted: ")
    assert server.requests == []


def test_no_list_that_python_packages_bring_along_is_consulted(serve, answer, authority, tmp_path, bundle):
    """A list of our own stands in for theirs: a package of that name, earlier on the path."""
    server = serve(answer(), authority.server())
    other = Authority("Otoritas Lain").write(tmp_path / "other.pem")
    package = tmp_path / "certifi"
    package.mkdir()
    (package / "__init__.py").write_text(
        f"def where():\n    return {str(bundle)!r}\n\n\ndef contents():\n    return {bundle.read_text('ascii')!r}\n",
        encoding="utf-8",
    )
    brought = {"PYTHONPATH": str(tmp_path), "REQUESTS_CA_BUNDLE": str(bundle)}
    told = ask(server.url, "", {"SSL_CERT_FILE": str(other), **brought})
    assert told.startswith("tls-untrusted: ")
    assert "issued by Bank Contoh, Otoritas Uji" in told
    assert server.requests == []


def test_the_simulators_own_authority_is_not_trusted_by_itself(tmp_path):
    other = Authority("Otoritas Lain").write(tmp_path / "other.pem")
    with Simulator(SimulatorConfig(https=True)) as simulator:
        told = ask(simulator.url, "", {"SSL_CERT_FILE": str(other)})
        assert told.startswith("tls-untrusted: ")
        assert "branchagent simulator" in told
        assert simulator.requests == []


def test_the_keys_of_a_connection_are_written_nowhere(serve, answer, authority, bundle, tmp_path):
    keys = tmp_path / "keys.log"
    server = serve(answer(), authority.server())
    for used in (str(bundle), ""):
        told = ask(server.url, used, {"SSLKEYLOGFILE": str(keys), "SSL_CERT_FILE": str(bundle)})
        assert told == "answered"
    bad = serve(answer(), authority.expired_server())
    assert ask(bad.url, bundle, {"SSLKEYLOGFILE": str(keys)}).startswith("tls-expired: ")
    assert not keys.exists()
