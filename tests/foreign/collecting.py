"""Takes what is a PDF, or is called one, out of a package's file."""

import tarfile
import zipfile

_HEAD = 1024


def documents(archive, folder):
    """Give each document's name and bytes; once collected, they are kept in `folder`, for unpacking takes long."""
    kept = folder / f"{archive.name}.zip"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".new")
        _collect(archive, unfinished)
        unfinished.replace(kept)
    with zipfile.ZipFile(kept) as collected:
        for name in collected.namelist():
            yield name, collected.read(name)


def _collect(archive, kept):
    with tarfile.open(archive) as packed, zipfile.ZipFile(kept, "w") as collected:
        for member in packed:
            if member.isfile():
                content = packed.extractfile(member)
                head = content.read(_HEAD)
                if b"%PDF-" in head or member.name.lower().endswith(".pdf"):
                    collected.writestr(member.name, head + content.read())
