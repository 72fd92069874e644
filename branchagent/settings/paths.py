"""Kinds of settings that name a file or a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath

from branchagent.settings.kinds import Kind

_ON_WINDOWS = os.name == "nt"
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]|\\")
# On Windows a $ may end the name of a share, so only the unmistakable forms count as a variable there.
_VARIABLE = re.compile(r"%(\w+)%|\$\{(\w+)\}" if _ON_WINDOWS else r"\$(\w+)|\$\{(\w+)\}")

IN_SINGLE_QUOTES = (
    r"write Windows paths in single quotes, such as 'C:\Setoran': in double quotes a backslash begins an escape"
)


class Place(Kind):
    """A path; `~` and environment variables in it are filled in."""

    __slots__ = ()
    requirement = "a path, such as '~/Setoran'"

    def read(self, raw: object, base: Path) -> Path:
        """Give the absolute path. Raises UnfitError."""
        text = self._filled_in(self.text_of(raw, IN_SINGLE_QUOTES))
        if _WINDOWS_PATH.match(text) and not _ON_WINDOWS:
            raise self.refused(remedy="it is a Windows path, and this is not Windows")
        if is_half_absolute(PurePath(text)):
            raise self.refused(remedy=r"give it in full: 'C:\folder', or '\\server\share' in single quotes")
        try:
            # Not resolve(): that asks the file server, which may be out of reach now and slow to say so.
            return Path(os.path.abspath(base / text))  # noqa: PTH100
        except (OSError, ValueError) as error:
            raise self.refused(remedy=f"it cannot be made absolute ({error})") from None

    def _filled_in(self, text: str) -> str:
        filled = os.path.expandvars(text)
        if unset := _VARIABLE.search(filled):
            raise self.refused(remedy=f"the environment variable in it is not set: {unset[0]}")
        try:
            filled = os.path.expanduser(filled)  # noqa: PTH111  Path's own raises RuntimeError
        except ValueError:
            raise self.refused() from None
        if re.match(r"~(?!\$)", filled):
            raise self.refused(remedy="the home folder that ~ stands for is not known")
        return filled


class ExistingFile(Place):
    """A path to a file that is there."""

    __slots__ = ()
    requirement = "the path of a file that exists"

    def read(self, raw: object, base: Path) -> Path:
        """Give the absolute path. Raises UnfitError."""
        path = super().read(raw, base)
        try:
            there = path.is_file()
        except OSError as error:
            raise self.refused(remedy=f"the file cannot be read: {error.strerror}") from None
        if not there:
            raise self.refused(remedy=f"it must be {self.requirement}; there is none at {path}")
        return path


def is_half_absolute(path: PurePath) -> bool:
    r"""Tell whether a path has a drive or a root but not both, as Windows has them: `C:x`, `\x`."""
    return bool(path.anchor) and not path.is_absolute()
