"""A keyring whose errors tell its secrets, as a careless system's may. Loaded by the program's own process.

LEAKY_KEYRING_ENTRIES names a JSON file of its entries; `fails` in it says at what, `kind` how, and `after` how many
calls go well before.
"""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Unforeseen(BaseException):
    """What no handler for exceptions expects."""


_KINDS = {"error": RuntimeError, "unicode": ValueError, "os": OSError, "unforeseen": Unforeseen}


class LeakyKeyring(KeyringBackend):
    priority = 2
    name = "leaky keyring"

    def __init__(self):
        super().__init__()
        self._calls = 0

    def get_password(self, service, username):  # noqa: ARG002 - the base class's signature
        self._fail_at("get")
        return self._kept["entries"].get(username)

    def set_password(self, service, username, password):  # noqa: ARG002 - as above
        self._fail_at("set", password)

    def delete_password(self, service, username):  # noqa: ARG002 - as above
        self._fail_at("delete")

    @property
    def _kept(self):
        return json.loads(Path(os.environ["LEAKY_KEYRING_ENTRIES"]).read_text("utf-8"))

    def _fail_at(self, what, *secrets):
        kept = self._kept
        self._calls += 1
        if kept["fails"] == what and self._calls > kept["after"]:
            raise _KINDS[kept["kind"]](f"{what} failed: {kept['entries']} {secrets}")


# Nobody is to find it who only looks for what there is.
KeyringBackend._classes.discard(LeakyKeyring)
