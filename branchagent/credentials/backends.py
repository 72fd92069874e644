"""Which of the system's keyrings is used, and what it is refused for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_LEAST_PRIORITY = 1.0
"""keyring's own mark: a backend below it is not recommended, for it keeps nothing, or keeps it in the open."""


class KeyringError(Exception):
    """The keyring cannot be used now: none there, locked, damaged, or one that would keep secrets in the open.

    `word` is a stable word for it, which `texts` knows; `detail` a fact beside it that needs no words.
    """

    def __init__(self, text: str, word: str = "keyring-unusable", detail: str = "") -> None:
        super().__init__(text)
        self.word = word
        self.detail = detail


def find_backend() -> KeyringBackend:
    """Give the first keyring that keeps secrets. Raises `KeyringError`."""
    import keyring  # noqa: PLC0415 - finding the backend takes a while, and not every command needs one

    backend = keyring.get_keyring()
    # keyring chains all backends that it finds; one among them may keep secrets in the open.
    chained = getattr(backend, "backends", None)
    for candidate in [backend] if chained is None else chained:
        if not keeps_in_the_open(candidate) and (chained is None or not _is_anothers_twin(candidate)):
            return candidate
    late = None if _is_chosen() else _find_late_backend()
    if late is None:
        module = type(backend).__module__
        raise KeyringError(f"no usable keyring ({module} keeps no secret)", "keyring-none", module)
    return late


def _is_chosen() -> bool:
    """Tell whether somebody chose the backend, by keyring's configuration or variable."""
    from keyring import core  # noqa: PLC0415 - as above

    return core.load_env() is not None or core.load_config() is not None


def _find_late_backend() -> KeyringBackend | None:
    """Look again for a keyring: at log-in we may be up before it is, and keyring remembers that it found none."""
    from keyring.backend import KeyringBackend  # noqa: PLC0415 - as above

    viable = sorted(KeyringBackend.get_viable_backends(), key=lambda cls: cls.priority, reverse=True)
    for cls in (each for each in viable if not each.__module__.endswith(".chainer")):
        # Some are only there for others to be made from, and cannot be made themselves.
        with contextlib.suppress(TypeError):
            if not keeps_in_the_open(backend := cls()) and not _is_anothers_twin(backend):
                return backend
    return None


def _is_anothers_twin(backend: KeyringBackend) -> bool:
    """Tell whether a backend reaches by libsecret what `SecretService` reaches, too, and cannot tell of its lock."""
    return type(backend).__module__ == "keyring.backends.libsecret"


def keeps_in_the_open(backend: KeyringBackend) -> bool:
    """Tell whether a backend is one that keeps nothing, or writes secrets where anybody can read them.

    By name, that of its class and of those that it is made from; and by kind: what keyring itself does not recommend.
    """
    lineage = (cls.__module__ for cls in type(backend).__mro__)
    if any(module == refused or module.startswith(f"{refused}.") for module in lineage for refused in _REFUSED_MODULES):
        return True
    try:
        return not float(backend.priority) >= _LEAST_PRIORITY  # which refuses what is no number, too
    except Exception:  # noqa: BLE001 - a backend that cannot even be ranked here is none
        return True


def tells_of_its_lock(backend: KeyringBackend) -> bool:
    """Tell whether `is_locked` knows about this kind of keyring."""
    return type(backend).__module__ == "keyring.backends.SecretService"


def is_locked(backend: KeyringBackend) -> bool:
    """Tell whether using a backend would ask a person to unlock it, without asking; False where that cannot be told."""
    if not tells_of_its_lock(backend):
        return False
    import secretstorage  # noqa: PLC0415 - only this backend has it

    with contextlib.closing(secretstorage.dbus_init()) as bus:
        try:
            return bool(secretstorage.Collection(bus).is_locked())
        except secretstorage.ItemNotFoundException:
            return True  # a keyring that has yet to be made: somebody is asked for its password


@contextlib.contextmanager
def translated():  # type: ignore[no-untyped-def]  # noqa: ANN201 - the decorator gives it its type
    """Turn whatever a backend raises into our one error; its text may not be trusted to hold no secret."""
    try:
        yield
    except (KeyringError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - backends raise what their systems raise
        kind = type(error).__name__
        # keyring's own error for one that nobody unlocked, or whose question nobody was there to be asked.
        word = "keyring-locked" if kind == "KeyringLocked" else "keyring-unusable"
        raise KeyringError(f"the keyring cannot be used ({kind})", word, kind) from None
