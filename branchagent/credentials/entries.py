"""The names under which secrets are kept."""

from __future__ import annotations

from urllib.parse import urlsplit

TOKEN = "token"  # noqa: S105 - the names of entries, not secrets
USERNAME = "username"
PASSWORD = "password"  # noqa: S105
API_KEY = "api-key"
CLIENT_KEY_PASSWORD = "client-key-password"  # noqa: S105
REFUSALS = "refusals"
"""No secret, but it says something of them: which user name and password the service refused, and how often."""

SECRETS = frozenset({TOKEN, PASSWORD, API_KEY, CLIENT_KEY_PASSWORD})
"""What is blotted out of all output; a user name may be a part of what must be shown."""

ENTRIES = (TOKEN, USERNAME, PASSWORD, API_KEY, CLIENT_KEY_PASSWORD, REFUSALS)


def service_name(base_url: str) -> str:
    """Name the keyring's service for a server or proxy: scheme, host, port and path, without a trailing slash."""
    parts = urlsplit(base_url)
    return f"branchagent {parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
