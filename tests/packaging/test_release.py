"""The steps of a release that are scripts of ours: agreement of versions, comparing, signing, sums, lists."""

import base64
import hashlib
import json
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from branchagent import autostart
from installer import compare, sbom, sums
from installer.inventory import libraries, licence_data
from installer.linux.changelog import as_debian, section
from installer.tagged import problems

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = """# Changelog

## Unreleased
{unreleased}
## [1.2.0] - 2026-11-26

### Added

- The first thing, which is told
  on two lines.
- The second.

## 1.1.0

- Old.
"""


def test_tag_version_and_changelog_have_to_agree():
    released = CHANGELOG.format(unreleased="")
    assert problems("v1.2.0", "1.2.0", released) == []
    assert problems("v1.2.1", "1.2.0", released) == ["the tag is v1.2.1, but branchagent.__version__ is 1.2.0"]
    assert problems("v1.3.0", "1.3.0", released) == ["CHANGELOG.md has no section 1.3.0"]
    pending = CHANGELOG.format(unreleased="\n- Something new.\n")
    assert problems("v1.2.0", "1.2.0", pending) == ["CHANGELOG.md still names changes that are not released"]


def test_debians_changelog_is_the_versions_section():
    text = CHANGELOG.format(unreleased="\n- Something new.\n")
    assert section(text, "1.2.0") == ["The first thing, which is told on two lines.", "The second."]
    assert section(text, "9.9.9") == ["Something new."]
    assert as_debian(text, "1.2.0", 0, "A <a@b.c>").splitlines() == [
        "branchagent (1.2.0) stable; urgency=medium",
        "",
        "  * The first thing, which is told on two lines.",
        "  * The second.",
        "",
        " -- A <a@b.c>  Thu, 01 Jan 1970 00:00:00 +0000",
    ]


def test_two_builds_are_compared_by_bytes_and_by_names(tmp_path):
    one, other = (tmp_path / name for name in ("one", "other"))
    for folder in (one, other):
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "same").write_bytes(b"same")
        (folder / "own.msi").write_text(folder.name)
    assert compare.differences(one, other) == []
    (one / "deep" / "changed").write_bytes(b"12")
    (other / "deep" / "changed").write_bytes(b"13")
    (other / "more").write_bytes(b"")
    assert compare.differences(one, other) == ["deep/changed", "more"]


def test_sums_are_what_sha256sum_checks(tmp_path):
    (tmp_path / "a.deb").write_bytes(b"a")
    sums.write(tmp_path)
    (tmp_path / "b.msi").write_bytes(b"b")
    assert sums.write(tmp_path).read_text().splitlines()[1].endswith("  b.msi")
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)


def test_the_list_names_libraries_python_pdfium_and_every_file(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "libssl.so.3").write_bytes(b"content")
    told = sbom.inventory(tmp_path, "1.2.0")
    assert told == sbom.inventory(tmp_path, "1.2.0")
    by_name = {each["name"]: each for each in told["components"]}
    assert {"requests", "pypdfium2", "CPython", "PDFium", "OpenSSL"} <= set(by_name)
    assert not {"pytest", "mypy", "pygments"} & set(by_name)
    digest = hashlib.sha256(b"content").hexdigest()
    assert by_name["inner/libssl.so.3"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert by_name["requests"]["licenses"] == [{"expression": "Apache-2.0"}]
    assert "://" not in json.dumps(told)
    references = [each["bom-ref"] for each in told["components"]]
    assert len(references) == len(set(references))


def test_every_library_that_is_packed_brings_its_licence():
    with_texts = {Path(folder).parts[1] for _, folder in licence_data()}
    packed = {library.name.lower().replace("_", "-").replace(".", "-") for library in libraries()}
    # PyGObject's archive has none of its own in what it installs; the package's copyright file says where it is.
    assert packed - with_texts <= {"pygobject"}


def test_the_launch_agent_is_the_one_that_the_program_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/Applications/branchagent.app/Contents/MacOS/branchagent")
    autostart.turn_on()
    written = next(tmp_path.rglob("*.plist"))
    ours = ROOT / "installer" / "macos" / written.name
    assert plistlib.loads(ours.read_bytes()) == plistlib.loads(written.read_bytes())


@pytest.mark.skipif(sys.platform != "linux", reason="a workflow's Linux")
def test_scripts_of_the_shell_are_sound():
    tool = shutil.which("shellcheck")
    if not tool:
        pytest.skip("needs shellcheck")
    scripts = [*ROOT.glob("installer/**/*.sh"), *ROOT.glob("installer/linux/scripts/*")]
    assert len(scripts) >= 8
    said = subprocess.run([tool, *map(str, scripts)], stdout=subprocess.PIPE, text=True, check=False)
    assert said.stdout == ""


class TestSigning:
    PASSWORD = "the certificate's own password"

    @pytest.fixture(autouse=True)
    def _tools(self):
        if sys.platform != "linux" or not all(map(shutil.which, ("osslsigncode", "openssl"))):
            pytest.skip("needs osslsigncode and openssl")

    @pytest.fixture
    def program(self, tmp_path):
        """An executable for Windows that nobody has signed, from pip."""
        pe = next(Path(sys.prefix).rglob("distlib/w64.exe"), None) or next(Path(sys.prefix).rglob("*.exe"), None)
        if pe is None:
            pytest.skip("no executable for Windows is here")
        return Path(shutil.copy(pe, tmp_path / "program.exe"))

    def _sign(self, *places, **settings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNING_")}
        command = [sys.executable, "-m", "installer.windows.sign", *map(str, places)]
        return subprocess.run(
            command, cwd=ROOT, env={**environment, **settings}, capture_output=True, text=True, check=True
        ).stdout

    def test_without_a_certificate_it_says_so_and_touches_nothing(self, program):
        before = program.read_bytes()
        assert "::warning::no certificate is configured" in self._sign(program)
        assert program.read_bytes() == before

    def test_what_is_not_signed_yet_is_signed_once(self, program, tmp_path):
        certificate = self._certificate(tmp_path)
        settings = {"SIGNING_CERTIFICATE": certificate, "SIGNING_PASSWORD": self.PASSWORD}
        assert "signed: 1 files" in self._sign(tmp_path, **settings)
        verify = ["osslsigncode", "verify", "-in", str(program), "-CAfile", str(tmp_path / "certificate.pem")]
        assert "Number of verified signatures: 1" in subprocess.run(verify, capture_output=True, text=True).stdout  # noqa: PLW1510
        assert "signed: 0 files" in self._sign(tmp_path, **settings)

    def _certificate(self, folder):
        key, certificate, packed = (folder / name for name in ("key.pem", "certificate.pem", "packed.pfx"))
        subject = ["-subj", "/CN=branchagent", "-addext", "extendedKeyUsage=codeSigning", "-days", "2"]
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out"]
        subprocess.run([*make, str(certificate), *subject], check=True, capture_output=True)
        export = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate), "-out", str(packed)]
        subprocess.run([*export, "-passout", f"pass:{self.PASSWORD}"], check=True, capture_output=True)
        return base64.b64encode(packed.read_bytes()).decode()
