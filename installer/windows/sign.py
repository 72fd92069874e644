"""Signs programs and packages for Windows with a certificate from the environment; says so if there is none.

    python -m installer.windows.sign FILE_OR_FOLDER…

SIGNING_CERTIFICATE is a PKCS #12 file in Base64, SIGNING_PASSWORD its password, SIGNING_TIMESTAMP the address of a
time-stamping service (a signature without one ends with the certificate). Of a folder all executables and libraries are
signed that nobody has signed yet. By signtool on Windows, else by osslsigncode. The password is never an argument.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_KINDS = {".exe", ".com", ".dll", ".pyd", ".msi"}
_NAME = "branchagent"
_THUMBPRINT = (
    "(Import-PfxCertificate -FilePath $env:SIGNING_FILE -CertStoreLocation Cert:\\CurrentUser\\My"
    " -Password (ConvertTo-SecureString $env:SIGNING_PASSWORD -AsPlainText -Force)).Thumbprint"
)


def sign(files: list[Path], certificate: bytes, password: str, timestamp: str | None) -> None:
    """Sign files in place; ends the program if one cannot be signed."""
    with tempfile.TemporaryDirectory() as work:
        place = Path(work, "certificate.pfx")
        place.touch(mode=0o600)
        place.write_bytes(certificate)
        (_with_signtool if sys.platform == "win32" else _with_osslsigncode)(files, place, password, timestamp)


def _with_osslsigncode(files: list[Path], certificate: Path, password: str, timestamp: str | None) -> None:
    secret = certificate.with_name("password")
    secret.touch(mode=0o600)
    secret.write_text(password)
    for file in files:
        command = ["osslsigncode", "sign", "-pkcs12", str(certificate), "-readpass", str(secret), "-h", "sha256"]
        command += ["-n", _NAME, *(["-ts", timestamp] if timestamp else []), "-in", str(file)]
        signed = certificate.with_name("signed")
        _run([*command, "-out", str(signed)])
        shutil.move(signed, file)


def _with_signtool(files: list[Path], certificate: Path, password: str, timestamp: str | None) -> None:
    settings = {**os.environ, "SIGNING_FILE": str(certificate), "SIGNING_PASSWORD": password}
    command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _THUMBPRINT]
    said = subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=True)
    times = ["/tr", timestamp, "/td", "sha256"] if timestamp else []
    how = ["/sha1", said.stdout.strip(), "/fd", "sha256", "/d", _NAME, *times]
    for file in files:
        _run([_signtool(), "sign", "/q", *how, str(file)])


def _signtool() -> str:
    kits = Path(os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)"), "Windows Kits", "10", "bin")
    found = shutil.which("signtool") or next(map(str, sorted(kits.glob("*/x64/signtool.exe"), reverse=True)), None)
    if found is None:
        raise SystemExit("signtool is not installed")
    return found


def _run(command: list[str]) -> None:
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SystemExit(f"{Path(command[0]).name} failed: {command[-1]}")


def _files_of(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.suffix.lower() in _KINDS and not _is_signed(path))


def _is_signed(file: Path) -> bool:
    """Tell whether an executable has a signature, such as Python's own: the security entry of its directory says so."""
    head = file.read_bytes()[:4096]
    start = int.from_bytes(head[0x3C:0x40], "little")
    if head[start : start + 4] != b"PE\0\0":
        return False
    optional = start + 24
    tables = optional + (112 if head[optional : optional + 2] == b"\x0b\x02" else 96)
    return int.from_bytes(head[tables + 4 * 8 + 4 : tables + 5 * 8], "little") > 0


def main() -> None:
    """Sign what is named, if there is a certificate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="+", type=Path)
    files = [file for place in parser.parse_args().places for file in _files_of(place)]
    certificate = os.environ.get("SIGNING_CERTIFICATE")
    if not certificate:
        print("::warning::no certificate is configured: these stay unsigned")
        return
    password = os.environ.get("SIGNING_PASSWORD", "")
    sign(files, base64.b64decode(certificate), password, os.environ.get("SIGNING_TIMESTAMP") or None)
    print(f"signed: {len(files)} files")


if __name__ == "__main__":
    main()
