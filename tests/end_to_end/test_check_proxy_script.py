"""`check` on a machine whose system names a proxy script: what browsers pass over in silence is told."""

import os

import pytest
from rig.proxies import NamedBySystem

from branchagent.checking import Level, network
from branchagent.checking.case import Case
from branchagent.checking.examining import examined
from branchagent.checking.way import Way
from branchagent.settings import load

NOWHERE = "http://siskohat.invalid"


@pytest.fixture
def found(make_branch, monkeypatch):
    """Give what is found of the proxy on the machine of a system; systemd's store asks no keyring of this process."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)

    def found(system, language="en"):
        branch = make_branch(
            url=NOWHERE, server__allow_plain_http=True, credentials__store="systemd", ui__language=language
        )
        case = Case(load(branch.config, {}))
        case.way = Way(case.settings, case.keys, system)
        return examined(case, "proxy", network.proxy, 60.0)

    return found


def test_a_script_that_cannot_be_had_is_told_with_the_way_that_is_taken(found, tmp_path):
    missing = tmp_path / "missing.pac"
    direct = found(NamedBySystem(missing))
    assert direct.level is Level.WARNING
    assert str(missing) in direct.found
    assert "straight to siskohat.invalid" in direct.found
    assert "server.proxy" in direct.remedy


def test_so_it_is_where_the_system_lists_a_proxy_beside_the_script(found, service, tmp_path):
    # The simulator stands in for a proxy that forwards to itself.
    used = found(NamedBySystem(tmp_path / "missing.pac", http=service.url), language="id")
    assert used.level is Level.WARNING
    assert "missing.pac" in used.found
    assert f"{service.url} (dari " in used.found


def test_a_script_that_works_is_well(found, tmp_path):
    script = tmp_path / "proxy.pac"
    script.write_text("function FindProxyForURL(url, host) { return 'DIRECT'; }", encoding="utf-8")
    assert found(NamedBySystem(script)).level is Level.OK
