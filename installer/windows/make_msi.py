"""Makes the package for managed PCs from the folder that PyInstaller made.

    python -m installer.windows.make_msi FROZEN_FOLDER DIST_FOLDER [--version VERSION]

With wixl (msitools) on Linux, with WiX 3 (candle and light on the PATH) on Windows: the same source.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from installer.version import version

_HERE = Path(__file__).parent
_NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
_IDS = uuid.UUID("5c9b2f6e-7b0a-5d7c-8a36-2f8f4f1f9f7e")
"""Components keep their ids from version to version, by their files' places: Windows counts references by them."""
_COMMAND_LINE = "branchagent-cli.exe"
_SECURE = "SERVERURL;FOLDER;LANGUAGE;AUTOSTART;LOCKED;INSTALLFOLDER"


def make(frozen: Path, dist: Path, number: str) -> Path:
    """Make the package and give its path; ends the program if the compiler refuses."""
    dist.mkdir(parents=True, exist_ok=True)
    package = dist / f"branchagent-{number}-x64.msi"
    with tempfile.TemporaryDirectory() as work:
        Path(work, "files.wxs").write_bytes(_files_of(frozen))
        variables = {
            "Version": number,
            "ProductCode": _product_code(frozen, number),
            "Icon": "_internal/branchagent/icons/branchagent.ico",
            "CommandLineFile": _id("File", PurePosixPath(_COMMAND_LINE)),
        }
        compiler = _compile_with_wix if sys.platform == "win32" else _compile_with_wixl
        compiler(frozen, Path(work), variables, package)
    return package


def _files_of(frozen: Path) -> bytes:
    """List the folder's files as components, each with its file as the key."""
    root = ET.Element("Wix", xmlns=_NAMESPACE)
    fragment = ET.SubElement(root, "Fragment")
    folders = {PurePosixPath(): ET.SubElement(fragment, "DirectoryRef", Id="INSTALLFOLDER")}
    group = ET.Element("ComponentGroup", Id="Files")
    for path in sorted(frozen.rglob("*")):
        place = PurePosixPath(path.relative_to(frozen).as_posix())
        parent = folders[place.parent]
        if path.is_dir():
            folders[place] = ET.SubElement(parent, "Directory", Id=_id("Folder", place), Name=place.name)
            continue
        guid = str(uuid.uuid5(_IDS, str(place)))
        component = ET.SubElement(parent, "Component", Id=_id("Component", place), Guid=guid, Win64="yes")
        ET.SubElement(component, "File", Id=_id("File", place), Name=place.name, Source=str(place), KeyPath="yes")
        ET.SubElement(group, "ComponentRef", Id=_id("Component", place))
    fragment.append(group)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _product_code(frozen: Path, number: str) -> str:
    """Give an id that is the same for the same content: a package that was built twice is one product."""
    digest = hashlib.sha256(number.encode())
    for path in sorted(path for path in frozen.rglob("*") if path.is_file()):
        digest.update(path.relative_to(frozen).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return str(uuid.uuid5(_IDS, digest.hexdigest())).upper()


def _id(kind: str, place: PurePosixPath) -> str:
    return f"{kind}_{uuid.uuid5(_IDS, str(place)).hex}"


def _compile_with_wixl(frozen: Path, work: Path, variables: dict[str, str], package: Path) -> None:
    defined = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
    sources = (_HERE / "branchagent.wxs", _HERE / "for-wixl.wxs", work / "files.wxs")
    _run(frozen, "wixl", "-a", "x64", *defined, "-o", package, *sources)
    _complete(work, package)


def _complete(work: Path, package: Path) -> None:
    """Write what wixl has no elements for; for-wix.wxs says the same to WiX."""
    path = work / "Environment.idt"
    rows = (
        "Environment\tName\tValue\tComponent_",
        "s72\tl255\tL255\ts72",
        "Environment\tEnvironment",
        "Path\t=-*PATH\t[~];[INSTALLFOLDER]\tPath",
    )
    path.write_text("".join(f"{row}\r\n" for row in rows), newline="")
    _run(work, "msibuild", package, "-i", path)
    secure = f"{_SECURE};WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED"
    for query in (
        f"UPDATE `Property` SET `Value` = '{secure}' WHERE `Property` = 'SecureCustomProperties'",
        # Type="expandable", which wixl writes as a plain text.
        "UPDATE `Registry` SET `Value` = '#%%SystemRoot%\\System32\\EventCreate.exe' WHERE `Name` = 'EventMessageFile'",
        """UPDATE `Component` SET `Condition` = 'AUTOSTART = "1"' WHERE `Component` = 'Autostart'""",
        # Schedule="afterInstallInitialize", which wixl passes over.
        "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'",
        "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('RemoveEnvironmentStrings', 3300)",
        "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('WriteEnvironmentStrings', 5200)",
    ):
        _run(work, "msibuild", package, "-q", query)


def _compile_with_wix(frozen: Path, work: Path, variables: dict[str, str], package: Path) -> None:
    defined = [f"-d{name}={value}" for name, value in variables.items()]
    sources = (_HERE / "branchagent.wxs", _HERE / "for-wix.wxs", work / "files.wxs")
    _run(frozen, "candle", "-nologo", "-arch", "x64", *defined, "-out", f"{work}\\", *sources)
    # ICE38 and ICE43 want a user's key for the menu, which is the machine's; ICE60 wants a language in each DLL.
    suppressed = ("-sice:ICE38", "-sice:ICE43", "-sice:ICE60")
    _run(frozen, "light", "-nologo", *suppressed, "-spdb", "-out", package, *sorted(work.glob("*.wixobj")))


def _run(folder: Path, name: str, *arguments: object) -> None:
    """Run a tool in a folder: wixl looks for files from there. What it says is shown only if it fails."""
    program = shutil.which(name)
    if program is None:
        raise SystemExit(f"{name} is not installed")
    said = subprocess.run(
        [program, *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if said.returncode:
        sys.stderr.buffer.write(said.stdout)
        raise SystemExit(f"{name} failed")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frozen", type=Path)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--version", default=version())
    options = parser.parse_args()
    print(make(options.frozen.resolve(), options.dist.resolve(), options.version))
