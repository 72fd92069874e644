"""The one table of settings. Loading, checking, `config show` and `config init` all derive from it.

To add a setting: a field with its default in `model`, and a line in `KEYS` with its kind and its explanation.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, get_args

from branchagent.settings import model
from branchagent.settings.addresses import Address, PathBelow, Script, WordOrAddress
from branchagent.settings.hours import Hour, Hours
from branchagent.settings.kinds import Choice, HeaderName, Kind, Pattern, Real, Switch, Text, Whole
from branchagent.settings.paths import ExistingFile, Place

ENVIRONMENT_PREFIX = "BRANCHAGENT_"

SECTIONS: dict[str, Any] = {section.name: section.type for section in fields(model.Settings)}
_FIELDS: dict[str, Field[Any]] = {
    f"{name}.{field.name}": field for name, section in SECTIONS.items() for field in fields(section)
}


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. `unset` says what holds when it is None; `example` is TOML, where no default can be shown."""

    name: str
    kind: Kind
    explanation: str
    unset: str = ""
    example: str = ""

    @property
    def section(self) -> str:
        """The TOML table it stands in."""
        return self.name.partition(".")[0]

    @property
    def field(self) -> str:
        """Its name within the table."""
        return self.name.partition(".")[2]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.name.replace(".", "_").upper()

    @property
    def required(self) -> bool:
        """Whether there is no default."""
        field = _FIELDS[self.name]
        return field.default is MISSING and field.default_factory is MISSING

    @property
    def default(self) -> Any:  # noqa: ANN401  each key has a type of its own
        """The default; None for a required key too."""
        field = _FIELDS[self.name]
        if field.default_factory is not MISSING:
            return field.default_factory()
        return None if field.default is MISSING else field.default

    def value_in(self, settings: model.Settings) -> Any:  # noqa: ANN401  each key has a type of its own
        """Give the value that the settings have for it."""
        return getattr(getattr(settings, self.section), self.field)


_SERVER = Address("https://siskohat.example")
_PROXY = WordOrAddress("http://proxy.example:8080", "direct")

# fmt: off
KEYS: dict[str, Key] = {key.name: key for key in (
    Key("folder.path", Place(), "The drop folder, where receipts are saved; it is created if missing.",
        example="'~/Setoran'"),
    Key("folder.watch", Choice(get_args(model.Watch)),
        "How the folder is watched: by the system's events or by listing."),
    Key("folder.rescan_s", Real("seconds", 1, 86400), "The folder is listed at least this often, whatever events say."),
    Key("folder.quiet_s", Real("seconds", 0, 3600),
        "A file whose writer cannot be asked counts as complete after this long without a change."),
    Key("folder.incomplete_s", Real("seconds", 0, 3600),
        "A file that is no whole PDF is judged anyway after this long without a change."),
    Key("server.url", _SERVER, "The base address of the service, as the bank was told it.",
        example='"https://siskohat.example"'),
    Key("server.encoding", Choice(get_args(model.Encoding)), "How a receipt is put into the request."),
    Key("server.token_header", HeaderName(), "The header that carries the token."),
    Key("server.allow_plain_http", Switch(), "Whether http:// may be used beyond this machine; it is not encrypted."),
    Key("server.timeout_s", Real("seconds", 0.1, 3600), "How long the service may keep silent before a try ends."),
    Key("server.ca_bundle", ExistingFile(), "Certificates of the authorities to trust, in PEM.",
        "the system's", "'~/bank-ca.pem'"),
    Key("server.client_certificate", ExistingFile(), "The certificate this machine shows to the service, in PEM.",
        "none", "'~/branch.pem'"),
    Key("server.client_key", ExistingFile(), "The client certificate's key, if it is not in the same file.",
        "none", "'~/branch.key'"),
    Key("server.proxy", _PROXY, "The proxy on the way to the service; \"direct\" goes past the system's.",
        "the system's", '"http://proxy.example:8080"'),
    Key("server.proxy_script", Script(), "A PAC script that names the proxy, unless server.proxy does.",
        "the system's", '"http://wpad.example/proxy.pac"'),
    Key("credentials.mode", Choice(get_args(model.CredentialsMode)),
        "What 'branchagent login' stores: a ready token, or user name and password to get one with."),
    Key("credentials.store", Choice(get_args(model.Store)),
        "Where the credentials are: the system's keyring, or what systemd hands to the service at start."),
    Key("credentials.login_path", PathBelow(), "Where user name and password are exchanged for a token."),
    Key("credentials.username_field", Text(), "The user name's field in the login request."),
    Key("credentials.password_field", Text(), "The password's field in the login request."),
    Key("credentials.token_field", Text(), "The token's field in the answer to the login."),
    Key("credentials.api_key_header", HeaderName(), "The header that carries the API key at login."),
    Key("upload.parallel", Whole(1, 32), "How many receipts are sent at the same time."),
    Key("upload.retries", Whole(1, 100), "Tries before a file is blamed, where it may be blamed at all."),
    Key("upload.first_wait_s", Real("seconds", 0.01, 3600), "The wait before the second try; it doubles from there."),
    Key("upload.longest_wait_s", Real("seconds", 0.01, 86400), "The longest wait between two tries."),
    Key("receipt.number_pattern", Pattern(), "What the whole of a validation number looks like."),
    Key("receipt.max_size_mib", Real("MiB", 1, 100), "The largest receipt that is sent."),
    Key("receipt.printed_number", Choice(get_args(model.PrintedNumber)),
        "What to do when the document prints another validation number than its name."),
    Key("receipt.name_from_print", Switch(),
        "Whether a file whose name carries no number goes under the one that its document prints."),
    Key("ui.language", Choice(get_args(model.Language)), "The language of the interface.", "the system's", '"id"'),
    Key("ui.remind_min", Real("minutes", 0, 1440),
        "How often the tray reminds of what needs a person, until it is mended or marked as seen; 0: never."),
    Key("ui.closing_at", Hour(), "When the service closes: half an hour before, the tray tells what still waits."),
    Key("ui.summary_at", Hour(), "When the tray sums up the day."),
    Key("ui.quiet_hours", Hours(), "When the tray shows no notifications; what still holds is told at their end."),
    Key("state.path", Place(), "Where the journal and the log are kept; by default the user's state folder.",
        example="'~/branchagent-state'"),
)}
# fmt: on
VARIABLES: dict[str, Key] = {key.variable: key for key in KEYS.values()}
