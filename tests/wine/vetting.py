"""Takes from a Windows CPython of an unknown publisher only what the Python Software Foundation signed.

An executable verifies by its own signature, any other file by its SHA-256 in the Foundation's signed catalogue. None
of the publisher's code is run, and what does not verify is not copied.
"""

import hashlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_SIGNER = "O=Python Software Foundation"
_LEFT_OUT = {"__pycache__", "site-packages", "test", "tests", "Doc"}


class UnsignedError(Exception):
    """What everything else is judged by is not signed by the Foundation."""


def is_signed(path):
    """Tell whether an executable or a catalogue carries the Foundation's signature, whole and trusted."""
    command = ["osslsigncode", "verify", "-ignore-cdp", "-ignore-crl", "-CAfile", _AUTHORITIES]
    command += ["-TSA-CAfile", _AUTHORITIES, "-in", path]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return run.returncode == 0 and _SIGNER in run.stdout


def copy_what_verifies(source, destination, catalogue_file):
    """Copy it; give how many files were kept, and the names of those that were not. Raises `UnsignedError`."""
    if not is_signed(catalogue_file):
        raise UnsignedError(catalogue_file)
    catalogue = catalogue_file.read_bytes()
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and not _left_out(path, source)]
    with ThreadPoolExecutor() as pool:
        verified = list(pool.map(lambda path: _verifies(path, catalogue), files))
    for path, good in zip(files, verified, strict=True):
        if good:
            target = destination / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    if not (destination / "python.exe").exists():
        raise UnsignedError("python.exe")
    return sum(verified), [
        str(path.relative_to(source)) for path, good in zip(files, verified, strict=True) if not good
    ]


def _left_out(path, source):
    return _LEFT_OUT & set(path.relative_to(source).parts)


def _verifies(path, catalogue):
    content = path.read_bytes()
    return is_signed(path) if content.startswith(b"MZ") else _is_listed(content, catalogue)


def _is_listed(content, catalogue):
    # The catalogue knows the files with one kind of line ends, the archive may hold the other.
    unix = content.replace(b"\r\n", b"\n")
    forms = (content, unix, unix.replace(b"\n", b"\r\n"))
    return any(hashlib.sha256(form).digest() in catalogue for form in forms)
