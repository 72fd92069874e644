"""Where settings and state are kept on this system when nobody says otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

_NAME = "branchagent"
_FILE = "config.toml"
_ETC_FILE = Path("/etc") / _NAME / _FILE


def machine_file() -> Path:
    """Give the machine's settings file: below ProgramData, /Library/Application Support, or /etc.

    On Linux /etc/branchagent comes before the XDG folder: an environment variable can move the latter, and with it
    the machine's locks.
    """
    general = Path(platformdirs.site_config_dir(_NAME, appauthor=False)) / _FILE
    if not sys.platform.startswith("linux"):
        return general
    return general if present(general) and not present(_ETC_FILE) else _ETC_FILE


def user_file() -> Path:
    """Give the user's settings file."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / _FILE


def state_folder() -> Path:
    """Give the folder for journal and log; on Windows the one that does not roam."""
    return Path(platformdirs.user_state_dir(_NAME, appauthor=False))


def present(path: Path) -> bool:
    """Tell whether there is such a file; one that may not be looked at counts, so that reading it says why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
