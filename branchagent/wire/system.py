"""What the system's own settings say of proxies, as against the environment: a script, and a list."""

from __future__ import annotations

import contextlib
import sys
import urllib.request


class System:
    """The settings of this machine: the registry's on Windows, the preferences' on macOS; elsewhere there are none."""

    def script(self) -> str | None:
        """Give the address of the script that they name."""
        from pypac import os_settings  # noqa: PLC0415 - most machines have none

        found: object = None
        if sys.platform == "win32":
            found = os_settings.autoconfig_url_from_registry()
        elif sys.platform == "darwin":
            with contextlib.suppress(ImportError):
                found = os_settings.autoconfig_url_from_preferences()
        return str(found) if found else None

    def listed(self, host: str) -> dict[str, str]:
        """Give the proxies that they list for a host, each under its scheme.

        Not by `getproxies`: a NO_PROXY alone in the environment makes that look no further.
        """
        if sys.platform == "win32":
            passed_by = urllib.request.proxy_bypass_registry(host)  # type: ignore[attr-defined]
            return {} if passed_by else dict(urllib.request.getproxies_registry())  # type: ignore[attr-defined]
        if sys.platform == "darwin":
            passed_by = urllib.request.proxy_bypass_macosx_sysconf(host)  # type: ignore[attr-defined]
            return {} if passed_by else dict(urllib.request.getproxies_macosx_sysconf())  # type: ignore[attr-defined]
        return {}
