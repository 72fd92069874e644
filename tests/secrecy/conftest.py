"""A branch with marked secrets, and the services and keyrings around it."""

import contextlib
import json
import os
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from rig import leaky_keyring
from rig.guarded import USER, Guarded
from rig.marked import make_secrets
from rig.mirrors import Mirror, basic, echo_authorization
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig


@pytest.fixture
def secrets():
    return make_secrets()


@pytest.fixture
def guard(tmp_path, keyring, secrets):
    """Make one branch whose secrets must not be found when the test is over."""
    with contextlib.ExitStack() as watched:
        made = []

        def make(url, **settings):
            made.append(Guarded(tmp_path / "branch", url, keyring, secrets, **settings))
            watched.enter_context(made[-1].watch)
            return made[-1]

        yield make
        wait_until(lambda: all(branch.watch.looks["files"] for branch in made), 10)
    leaks = "\n".join(f"{name} in {place}" for branch in made for name, place in sorted(branch.leaks))
    assert not leaks, leaks


class Bank:
    """A service over TLS, behind a proxy that wants a password, for a client that shows a certificate of its own."""

    def __init__(self, stack, folder, secrets):
        config = SimulatorConfig(
            https=True,
            ca_file=folder / "authority.pem",
            token=secrets["token"],
            user=USER,
            password=secrets["password"],
            api_key=secrets["api key"],
        )
        self.service = stack.enter_context(Simulator(config))
        wanted = basic("kasir", secrets["proxy's password"])
        self.proxy = stack.enter_context(Mirror(echo_authorization, wanted))
        own = trustme.CA().issue_cert("branch.example")
        key = load_pem_private_key(own.private_key_pem.bytes(), None)
        locked = BestAvailableEncryption(secrets["client key's password"].encode())
        (folder / "own.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
        own.cert_chain_pems[0].write_to_path(folder / "own.pem")
        self.settings = {
            "server__ca_bundle": folder / "authority.pem",
            "server__client_certificate": folder / "own.pem",
            "server__client_key": folder / "own.key",
            "server__proxy": self.proxy.url,
        }


@pytest.fixture
def bank(tmp_path, secrets):
    with contextlib.ExitStack() as stack:
        yield Bank(stack, tmp_path, secrets)


@pytest.fixture
def leaky(tmp_path, guard, secrets):
    """Make a branch over a keyring whose errors hold the secrets, in either mode."""

    def make(url, mode="token", kind="error", fails="get", after=0):
        names = {"token": "token", "password": "password", "api-key": "api key"}
        entries = {"username": USER, **{entry: secrets[name] for entry, name in names.items()}}
        kept = {"fails": fails, "kind": kind, "after": after, "entries": entries}
        (tmp_path / "entries.json").write_text(json.dumps(kept), "utf-8")
        branch = guard(url, credentials__mode=mode)
        branch.environment |= {
            "PYTHON_KEYRING_BACKEND": "leaky_keyring.LeakyKeyring",
            "PYTHONPATH": os.pathsep.join([str(Path(leaky_keyring.__file__).parent), *_own_path(branch)]),
            "LEAKY_KEYRING_ENTRIES": str(tmp_path / "entries.json"),
        }
        return branch

    return make


def _own_path(branch):
    return [branch.environment["PYTHONPATH"]] if "PYTHONPATH" in branch.environment else []
