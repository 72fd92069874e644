"""The locked requirements as Windows has them: the markers are decided for it, the hashes stay."""

import re

from packaging.markers import Marker, default_environment

_ON_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


def for_windows(locked):
    """Give the text of a locked requirements file with only what Windows installs, each without its marker."""
    environment = {**default_environment(), **_ON_WINDOWS}
    return "\n".join(_kept(entry, environment) for entry in _entries(locked))


def _entries(locked):
    joined = locked.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _kept(entry, environment):
    requirement, *hashes = re.split(r"\s+(?=--hash=)", entry.strip())
    name, _, marker = requirement.partition(";")
    if marker and not Marker(marker).evaluate(environment):
        return ""
    return " \\\n    ".join((name.strip(), *(each.strip() for each in hashes)))
