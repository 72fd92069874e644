"""Marked secrets, and the search for them: in any form, in whatever a branch's processes write, show or send.

It shares no code with the program's redaction, so that it cannot share its mistakes.
"""

import base64
import contextlib
import gzip
import html
import json
import os
import re
import secrets as random
import threading
import urllib.parse
import zlib
from collections import Counter
from pathlib import Path

_PIECE = 12
"""Of a secret that was cut, every piece of 1.5 times this length is found."""
_HEX_CODE = re.compile(rb"\\u([0-9a-fA-F]{4})")
_BETWEEN_LOOKS_S = 0.03
_LONGEST = 1024
"""Bytes that a secret takes in its longest form: where a file has grown, so much before that is looked at again."""
_BLANKS = re.compile(rb"[\s\0\\]+|\\[rn]")


def mark(name, awkward):
    """Make a secret that is in no other test run. `awkward` are characters that encodings write differently."""
    return f"{name}{awkward[::2]}{random.token_hex(8)}{awkward[1::2]}{random.token_hex(4)}"


def make_secrets():
    """Give a whole bank's secrets, by name."""
    return {
        "token": mark("tk", "+/=&.-_\"\\'<>%"),
        "password": mark("pw", "é+/ü&\"\\ %<'@:"),
        "api key": mark("key", "/+=%~!*'()"),
        "proxy's password": mark("px", "@:/&+ß%\" '"),
        "client key's password": mark("ck", "/&+\"'"),
    }


def forms(secret):
    """Give the bytes in which a secret may stand, by a name for each form."""
    raw = secret.encode()
    return {
        "plain": raw,
        "in latin-1": secret.encode("latin-1"),
        "in UTF-16-LE": secret.encode("utf-16-le"),
        "in UTF-16-BE": secret.encode("utf-16-be"),
        "in JSON": json.dumps(secret).encode(),
        "in JSON as it is": json.dumps(secret, ensure_ascii=False).encode(),
        "in JSON with slashes": json.dumps(secret).replace("/", "\\/").encode(),
        "in JSON, all escaped": "".join(f"\\u{ord(each):04x}" for each in secret).encode(),
        "in a repr": repr(secret).encode(),
        "in a repr of bytes": repr(raw).encode(),
        "in a URL": urllib.parse.quote(secret, safe="").encode(),
        "in a URL's path": urllib.parse.quote(secret).encode(),
        "in a URL's query": urllib.parse.quote_plus(secret).encode(),
        "in a URL, lower case": re.sub(
            "%..", lambda code: code[0].lower(), urllib.parse.quote(secret, safe="")
        ).encode(),
        "in a URL by JavaScript": urllib.parse.quote(secret, safe="-_.!~*'()").encode(),
        "in HTML": html.escape(secret).encode(),
        "in hex": raw.hex().encode(),
        "in HEX": raw.hex().upper().encode(),
        **{f"in base64 at {shift}": base64.b64encode(b"u:x"[:shift] + raw) for shift in range(3)},
        **{f"in base64 for URLs at {shift}": base64.urlsafe_b64encode(b"u:x"[:shift] + raw) for shift in range(3)},
        "in Basic": b"Basic " + base64.b64encode(b"cabang:" + raw),
        "in base64, wrapped": base64.encodebytes(b"x" * 40 + raw + b"y" * 40),
        "gzipped": gzip.compress(raw),
        "cut at its end": raw[: _PIECE * 3 // 2],
        "cut at its beginning": raw[-_PIECE * 3 // 2 :],
    }


class Search:
    """Finds secrets in bytes and in files."""

    def __init__(self, secrets):
        self._needles = {name: _needles(secret) for name, secret in secrets.items()}

    def within(self, content):
        """Name the secrets that stand in some bytes, in whatever form."""
        texts = set(_readings(content))
        return {
            name
            for name, needles in self._needles.items()
            if any(needle in text for text in texts for needle in needles)
        }

    def within_files(self, folder, but=()):
        """Name what stands in the files and the names of files below a folder, each with where."""
        found = set()
        for path in [folder, *folder.rglob("*")]:
            found |= {(name, f"the name {path.name!r}") for name in self.within(os.fsencode(path.name))}
            if path in but or path.is_symlink() or not path.is_file():
                continue
            with contextlib.suppress(FileNotFoundError):
                found |= {(name, str(path)) for name in self.within(path.read_bytes())}
        return found


def _needles(secret):
    """Give pieces of a secret, one of which every longer piece of it holds, plain and in base64 and hex."""
    raw = secret.encode()
    found = set()
    for whole in {raw, secret.encode("latin-1")}:
        for start in range(0, len(whole) - _PIECE + 1, _PIECE // 2):
            piece = whole[start : start + _PIECE]
            found |= {piece, piece.hex().encode(), piece.hex().upper().encode(), *_in_base64(piece)}
        found.add(whole[-_PIECE:])
        found |= set(_in_base64(whole[-_PIECE:]))
    return found


def _in_base64(piece):
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + piece + b"\0" * 3)
        sure = whole[-(-shift * 8 // 6) : (shift + len(piece)) * 8 // 6]
        yield sure
        yield sure.replace(b"+", b"-").replace(b"/", b"_")


def _readings(content):
    """Give some bytes as they are, and as a browser, a JSON parser, Windows or gzip would read them."""
    readings = [content]
    with contextlib.suppress(OSError, EOFError, zlib.error):
        readings.append(gzip.decompress(content[content.find(b"\x1f\x8b") :]))
    if content.count(b"\0") > len(content) // 8:
        readings += [content[start:].replace(b"\0", b"") for start in range(2)]
    for reading in readings:
        text = reading.decode("utf-8", "surrogateescape")
        yield reading
        yield html.unescape(text).encode("utf-8", "surrogateescape")
        yield urllib.parse.unquote_to_bytes(reading)
        yield urllib.parse.unquote_to_bytes(reading.replace(b"+", b" "))
        yield _unescaped(reading)
        yield _unescaped(_unescaped(reading))
        yield _BLANKS.sub(b"", reading)


def _unescaped(content):
    content = _HEX_CODE.sub(lambda code: chr(int(code[1], 16)).encode("utf-8", "surrogatepass"), content)
    content = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda code: bytes([int(code[1], 16)]), content)
    return re.sub(rb"\\(.)", rb"\1", content)


class Watch(threading.Thread):
    """Looks all the time at a branch's processes and files, so that what is there for a moment only is seen too.

    A process is the branch's by its HOME. `leaks` are pairs of a secret's name and a place.
    """

    def __init__(self, search, home, secret_environment=False):
        super().__init__(name="secrets", daemon=True)
        self._search = search
        self._home = home
        self._mine = b"HOME=" + os.fsencode(home)
        self._reads_environment = not secret_environment
        self._ending = threading.Event()
        self._older = {entry.name for entry in os.scandir("/proc")}
        self._seen = {}
        self._searched = set()
        self.leaks = set()
        self.looks = Counter()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self.join()

    def run(self):
        while not self._ending.wait(_BETWEEN_LOOKS_S):
            self._look_at_processes()
            self._look_at_files()

    def _look_at_processes(self):
        for entry in os.scandir("/proc"):
            if not entry.name.isdecimal() or entry.name in self._older:
                continue
            with contextlib.suppress(OSError):
                place = Path(entry.path)
                environment = (place / "environ").read_bytes()
                if self._mine not in environment.split(b"\0"):
                    continue
                self.looks["processes"] += 1
                self._look(f"the command line of {entry.name}", (place / "cmdline").read_bytes())
                if self._reads_environment:
                    self._look(f"the environment of {entry.name}", environment)

    def _look_at_files(self):
        for folder, _, names in os.walk(self._home):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(OSError):
                    status = path.lstat()
                    stamp = status.st_size, status.st_mtime_ns, status.st_ino
                    if path.name == "config.toml" or path.is_symlink() or self._seen.get(path) == stamp:
                        continue
                    before, self._seen[path] = self._seen.get(path), stamp
                    self.looks["files"] += 1
                    self._look(f"the name {name!r}", os.fsencode(name))
                    has_grown = before is not None and before[2] == stamp[2] and before[0] < stamp[0]
                    self._look(str(path), path.read_bytes()[max(before[0] - _LONGEST, 0) if has_grown else 0 :])

    def _look(self, place, content):
        if content not in self._searched:
            if len(content) < 65536:
                self._searched.add(content)
            self.leaks |= {(name, place) for name in self._search.within(content)}
