"""What one system has and another has not: marks for the tests that need it, each with its reason."""

import contextlib
import ctypes
import os
import sys
import tempfile
from pathlib import Path, PureWindowsPath

import pytest

ON_WINDOWS = sys.platform == "win32"
ON_WINE = ON_WINDOWS and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def can_be_a_name(name):
    """Tell whether a file of this system may be called so: Windows takes some signs, and some words, for its own."""
    if not ON_WINDOWS:
        return True
    signs = set(name)
    return not (
        signs & set('<>:"/\\|?*') or min(signs) < " " or name[-1] in " ." or PureWindowsPath(name).is_reserved()
    )


def _links_can_be_made():
    """Windows makes links for those alone who may; Wine 8 says that it made one, and did not."""
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder, "link")
        try:
            link.symlink_to(folder, target_is_directory=True)
        except OSError:
            return False
        return link.is_symlink()


def posix_only(why):
    """Leave a test out on Windows, which has no such thing; `why` says what it has not."""
    return pytest.mark.skipif(ON_WINDOWS, reason=why)


def linux_only(why):
    """Leave a test out where no Linux is; `why` says what only Linux has."""
    return pytest.mark.skipif(sys.platform != "linux", reason=why)


def not_on_wine(why):
    """Leave a test out where Wine stands in for Windows, and falls short of it; real Windows runs it."""
    return pytest.mark.skipif(ON_WINE, reason=f"Wine is not Windows here: {why}")


writers_are_told = pytest.mark.skipif(
    sys.platform not in {"linux", "win32"}, reason="only Linux and Windows tell who has a file open for writing"
)
fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows keeps its pipes in no folder")
links = pytest.mark.skipif(not _links_can_be_made(), reason="this system, or this user, cannot make links")
descriptors = linux_only("descriptors are counted in /proc")
half_characters = not_on_wine("a name with half a character cannot be made, though NTFS has no objection")
signals = posix_only("Windows has no signals to send to another process")
modes = posix_only("Windows keeps no file modes: rights are its access lists")
OTHER_KINDS = [
    "folder",
    pytest.param("link", marks=links),
    pytest.param("link to a receipt", marks=links),
    pytest.param("fifo", marks=fifos),
]
"""What can lie under a receipt's name and is no file; `make_other` makes it."""


def make_other(kind, path):
    """Make what is no file at a path."""
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(path.parent / "nowhere")
    elif kind == "link to a receipt":
        (path.parent.parent / "real.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
        path.symlink_to(path.parent.parent / "real.pdf")
    else:
        os.mkfifo(path)


@contextlib.contextmanager
def that_cannot_be_opened(folder):
    """Give the name of what nobody can open in a folder, by root neither, until this context is left.

    On Windows another program holds the file; elsewhere its name is too long for one.
    """
    name = f"{'1' * (20 if ON_WINDOWS else 300)}.pdf"
    with contextlib.ExitStack() as held:
        if ON_WINDOWS:
            (folder / name).write_bytes(b"%PDF-1.7\n%%EOF\n")
            held.enter_context(held_alone(folder / name))
        yield name


@contextlib.contextmanager
def held_alone(path):
    """Hold a file on Windows as programs do that let no other one near it."""
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.CreateFileW.restype = ctypes.c_void_p
    handle = kernel32.CreateFileW(str(path), 0x80000000, 0, None, 3, 0, None)
    assert handle != ctypes.c_void_p(-1).value, ctypes.get_last_error()
    yield
    kernel32.CloseHandle(ctypes.c_void_p(handle))
