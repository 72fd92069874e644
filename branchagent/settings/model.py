"""The settings as the rest of the program sees them: typed, complete, unchangeable.

A default stands here, at its field; a field without one is required. What a value may be and what it means stand in
`keys.KEYS`. So a new setting is one field here and one line there; loading, `config show` and `config init` follow.
"""

# No `from __future__ import annotations` here: `keys` takes each section's class from the annotations of Settings.
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from branchagent.settings.locations import state_folder
from branchagent.volumes import literal

Watch = Literal["auto", "native", "polling"]
Encoding = Literal["multipart", "json"]
CredentialsMode = Literal["token", "login"]
Store = Literal["keyring", "systemd"]
PrintedNumber = Literal["block", "warn", "off"]
Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """The drop folder (an absolute path) and how it is watched; `_s` are seconds."""

    path: Path
    watch: Watch = "auto"
    rescan_s: float = 30.0
    quiet_s: float = 2.0
    incomplete_s: float = 10.0

    @property
    def literal(self) -> Path:
        """The drop folder in the form in which the system takes every name in it as it stands."""
        return literal(self.path)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The service and the way there. `url` never ends in a slash; None means what the system has."""

    url: str
    encoding: Encoding = "multipart"
    token_header: str = "x-access-key"  # noqa: S105  a header's name, not a token
    allow_plain_http: bool = False
    timeout_s: float = 60.0
    ca_bundle: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    proxy: str | None = None
    proxy_script: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialsSettings:
    """How the agent signs in; the credentials themselves are in the keyring. `login_path` has no leading slash."""

    mode: CredentialsMode = "token"
    store: Store = "keyring"
    login_path: str = "umrah/bank/login"
    username_field: str = "username"
    password_field: str = "password"  # noqa: S105  a field's name, not a password
    token_field: str = "token"  # noqa: S105  a field's name, not a token
    api_key_header: str = "x-key"


@dataclass(frozen=True, slots=True)
class UploadSettings:
    """How many uploads at a time, how many tries, and the waits between them in seconds."""

    parallel: int = 4
    retries: int = 5
    first_wait_s: float = 2.0
    longest_wait_s: float = 900.0


@dataclass(frozen=True, slots=True)
class ReceiptSettings:
    """What counts as a receipt. `number_pattern` compiles; it is meant for `re.fullmatch`. Sizes in MiB."""

    number_pattern: str = "[0-9A-Za-z]{1,20}"
    max_size_mib: float = 10.0
    printed_number: PrintedNumber = "block"
    name_from_print: bool = False


@dataclass(frozen=True, slots=True)
class UiSettings:
    """The interface; a language of None means the system's, 0 minutes no reminders. Times are as `hours` has them."""

    language: Language | None = None
    remind_min: float = 15.0
    closing_at: str = "15:00"
    summary_at: str = "15:30"
    quiet_hours: str = "off"


@dataclass(frozen=True, slots=True)
class StateSettings:
    """Where the journal and the log are kept (an absolute path)."""

    path: Path = field(default_factory=state_folder)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by section."""

    folder: FolderSettings
    server: ServerSettings
    credentials: CredentialsSettings = field(default_factory=CredentialsSettings)
    upload: UploadSettings = field(default_factory=UploadSettings)
    receipt: ReceiptSettings = field(default_factory=ReceiptSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    state: StateSettings = field(default_factory=StateSettings)
