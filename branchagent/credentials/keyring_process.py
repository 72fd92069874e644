"""The keyring, asked in a process of its own that is there only while somebody asks.

To speak to a Secret Service takes 10 to 20 MiB of encryption and bindings, for a question at start and one every ten
minutes. It stays there whatever a store has to remember, such as whom it has asked to unlock the keyring.
"""

from __future__ import annotations

import contextlib
import json
import signal
from typing import TYPE_CHECKING, Any

from branchagent import dumps
from branchagent.beside import GoneError, Helper, answer
from branchagent.credentials.backends import KeyringError
from branchagent.credentials.entries import SECRETS
from branchagent.credentials.keyring_store import ANSWERS_WITHIN_S, SILENT, KeyringStore
from branchagent.redaction import conceal

if TYPE_CHECKING:
    from branchagent.beside import Connection

_TRIES = 2
_IDLE_S = 6.0
"""Just after credentials were refused, the keyring is looked at every five seconds; later on, a start each is less."""
_CLOSES_WITHIN_S = 1.0
_LONGEST_ANSWER = 1024 * 1024
_MAY_REST = "may-rest"


class KeyringProcess:
    """Asks the keyring for all of an agent's stores; safe to use from several threads."""

    def __init__(self, idle_s: float = _IDLE_S) -> None:
        self._helper = Helper(_serve, "keyring", idle_s)
        self._asked = 0
        self._is_over = False

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._helper.pid

    def store(self, base_url: str, patience_s: float = ANSWERS_WITHIN_S) -> DistantStore:
        """Give the entries of one server."""
        return DistantStore(self, base_url, patience_s)

    def close(self) -> None:
        """End the process, unless somebody waits for its answer: then it ends with ours, and none is begun any more."""
        self._is_over = True
        if self._helper.lock.acquire(timeout=_CLOSES_WITHIN_S):
            try:
                self._helper.close()
            finally:
                self._helper.lock.release()

    def ask(self, base_url: str, patience_s: float, what: str, *arguments: str) -> Any:  # noqa: ANN401 - what JSON holds
        """Call a method of a server's `KeyringStore`, which waits for so long. Raises `KeyringError`."""
        if not self._helper.lock.acquire(timeout=patience_s):
            raise KeyringError(*SILENT)
        try:
            told = self._try([base_url, patience_s, what, arguments], 2 * patience_s)
        finally:
            self._helper.lock.release()
        if "error" in told:
            raise KeyringError(*told["error"])
        return told["result"]

    def _try(self, question: list[object], seconds: float) -> dict[str, Any]:
        """Ask once more if the process ends by that: each of a store's methods may be called twice."""
        kind = ""
        for _ in range(_TRIES):
            if self._is_over:
                raise KeyringError(*SILENT)
            try:
                return self._exchange(question, seconds)
            except GoneError:
                raise KeyringError(*SILENT) from None
            except (EOFError, OSError) as error:
                kind = type(error).__name__
        raise KeyringError(f"the keyring cannot be used ({kind})", detail=kind)

    def _exchange(self, question: list[object], seconds: float) -> dict[str, Any]:
        connection = self._helper.connect()
        self._asked += 1
        try:
            connection.send_bytes(json.dumps([self._asked, *question]).encode())
            told = _answered(answer(connection, seconds, _LONGEST_ANSWER), self._asked)
        except BaseException:
            # Whatever it still says would be taken for the answer to another question.
            self._helper.stop()
            raise
        self._helper.may_rest = told[_MAY_REST]
        self._helper.use()
        return told


def _answered(content: bytes, asked: int) -> dict[str, Any]:
    answered, told = json.loads(content)
    if answered != asked:
        raise GoneError("an answer to another question")
    return dict(told)


class DistantStore:
    """What `KeyringStore` is, with the work done in the process."""

    can_be_written = True

    def __init__(self, process: KeyringProcess, base_url: str, patience_s: float) -> None:
        self._process = process
        self._base_url = base_url
        self._patience_s = patience_s

    def get(self, entry: str) -> str | None:
        """Give the secret kept under `entry`, None if there is none. Raises `KeyringError`."""
        secret: str | None = self._ask("get", entry)
        if entry in SECRETS:
            conceal(secret)
        return secret

    def put(self, entry: str, secret: str) -> None:
        """Keep a secret under `entry`, in place of what was there. Raises `KeyringError`."""
        if entry in SECRETS:
            conceal(secret)
        self._ask("put", entry, secret)

    def remove(self, entry: str) -> bool:
        """Remove one entry; tell whether it was there. Raises `KeyringError`."""
        return bool(self._ask("remove", entry))

    def remove_all(self) -> int:
        """Remove every entry and give the number of those that were there. Raises `KeyringError`."""
        return int(self._ask("remove_all"))

    def backend_name(self) -> str:
        """Name the keyring in use, for people. Raises `KeyringError`."""
        return str(self._ask("backend_name"))

    def would_ask(self) -> bool:
        """Tell whether reading now would put a question on somebody's screen, or be in vain. Asks nobody."""
        try:
            return bool(self._ask("would_ask"))
        except KeyringError:
            return True

    def _ask(self, what: str, *arguments: str) -> Any:  # noqa: ANN401 - what JSON holds
        return self._process.ask(self._base_url, self._patience_s, what, *arguments)


def _serve(connection: Connection) -> None:
    """Do what the agent's stores are asked for, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the agent's, which finishes what it has in hand
    dumps.forbid()
    stores: dict[str, KeyringStore] = {}
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(b"")
        while True:
            asked, base_url, patience_s, what, arguments = json.loads(connection.recv_bytes())
            store = stores.setdefault(base_url, KeyringStore(base_url, patience_s))
            connection.send_bytes(json.dumps([asked, _told(store, what, arguments)]).encode())


def _told(store: KeyringStore, what: str, arguments: list[str]) -> dict[str, object]:
    try:
        result = getattr(store, what)(*arguments)
    except KeyringError as error:
        # It knows by now what somebody was asked, and what is in vain: the next process would ask anew.
        return {"error": [str(error), error.word, error.detail], _MAY_REST: False}
    return {"result": result, _MAY_REST: what != "would_ask" or not result}
