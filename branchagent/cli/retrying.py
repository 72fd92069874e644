"""`branchagent retry`: what failed goes out again, as it is, as its document is numbered, or as a person decided."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from branchagent.cli.common import complain, say, with_settings
from branchagent.cli.words import texts_of
from branchagent.control import Control
from branchagent.core.names import NumberRule, Receipt, is_no_number, printable
from branchagent.core.naming import Release
from branchagent.core.printed import Print, Question
from branchagent.core.receipts import Outcome
from branchagent.disk import Disk
from branchagent.examiner import Examiner
from branchagent.filing import Cabinet
from branchagent.releases import Releases
from branchagent.roster import whoami

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from branchagent.core.printed import Printed
    from branchagent.settings import Settings
    from branchagent.texts import Texts

_MIB = 1024 * 1024


def add_arguments(_: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `retry`."""
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="only these validation numbers (or file names)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--as-named",
        action="store_true",
        help="send these NUMBERs under their files' names though they print another number; it is recorded who said so",
    )
    how.add_argument(
        "--rename",
        action="store_true",
        help="name files as the one number that each prints: those named, or all whose name is no number",
    )
    parser.set_defaults(action=with_settings(_retry))


def _retry(options: argparse.Namespace, settings: Settings) -> int:
    texts = texts_of(settings)
    if options.as_named and not options.numbers:
        complain(texts.gettext("--as-named: say which numbers; each is a decision of its own"))
        return 1
    cabinet = Cabinet(settings.folder.literal)
    try:
        failures = cabinet.failures()
    except OSError as error:
        complain(texts.gettext("{file} cannot be read: {error}", file=settings.folder.path, error=error.strerror))
        return 1
    if options.as_named and not _are_clear(options.numbers, failures, texts):
        return 1
    chosen = [name for name in failures if _is_chosen(name, options.numbers)]
    unknown = [number for number in options.numbers if not any(_is_chosen(name, [number]) for name in failures)]
    with _way(options, settings, cabinet) as put_back:
        moved = [put_back(name) for name in chosen]
    for number in unknown:
        _cannot(number, texts.gettext("no failed receipt has this number"))
    tried = [was_moved for was_moved in moved if was_moved is not None]
    count, most = texts.number(sum(tried)), texts.number(len(tried))
    say(texts.gettext("{count} of {most} put back into the drop folder", count=count, most=most))
    _ask_for_a_look(settings, texts)
    return 1 if unknown or not all(tried) else 0


@contextlib.contextmanager
def _way(options: argparse.Namespace, settings: Settings, cabinet: Cabinet) -> Iterator[Callable[[str], bool | None]]:
    """Give what puts one file back; that gives False if it could not be, and None if it was not meant at all."""
    hand = _Hand(cabinet, texts_of(settings))
    if options.rename:
        with _Renaming(settings, hand, named=bool(options.numbers)) as renaming:
            yield renaming.put_back
    elif options.as_named:
        yield lambda name: _put_back_as_named(settings, hand, name)
    else:
        yield hand.put_back


def _are_clear(numbers: list[str], failures: list[str], texts: Texts) -> bool:
    """Tell whether each number stands for one file; which of several was meant is told by its name."""
    for number in numbers:
        files = [name for name in failures if _is_chosen(name, [number])]
        if number not in files and len(files) > 1:
            named = ", ".join(printable(name) for name in files)
            return _cannot(
                number, texts.gettext("this is the number of {names}; name the file that is meant", names=named)
            )
    return True


def _is_chosen(name: str, numbers: list[str]) -> bool:
    return not numbers or name in numbers or _number_of(name) in numbers


def _number_of(name: str, rule: NumberRule | None = None) -> str | None:
    verdict = (rule or NumberRule()).read(name)
    return verdict.number if isinstance(verdict, Receipt) else None


class _Hand:
    """Puts files back, and tells of it in the reader's language."""

    def __init__(self, cabinet: Cabinet, texts: Texts) -> None:
        self._cabinet = cabinet
        self.texts = texts

    def put_back(self, name: str, as_name: str | None = None) -> bool:
        """Put a file back, under another name if one is given; tell whether that was done."""
        try:
            put_back_as = self._cabinet.put_back(name, as_name)
        except OSError as error:
            return _cannot(name, self.texts.gettext("cannot be moved: {error}", error=error.strerror or error))
        say(printable(put_back_as))
        return True


def _cannot(name: str, why: str) -> bool:
    complain(f"{printable(name)}: {why}")
    return False


def _put_back_as_named(settings: Settings, hand: _Hand, name: str) -> bool:
    """Leave word that this document goes under its name, then put it back: whoever serves the folder finds both."""
    number = _number_of(name, NumberRule(settings.receipt.number_pattern))
    if number is None or is_no_number(number):
        return _cannot(name, hand.texts.gettext("its name carries no validation number to send it under"))
    drop, disk = settings.folder.literal, Disk()
    try:
        with disk.open(drop / Outcome.FAILED / name) as file:
            sha256 = disk.digest(file)
        Releases(drop, disk).leave(number, sha256, Release(whoami(), time.time()))
    except OSError as error:
        why = error.strerror or error
        return _cannot(name, hand.texts.gettext("it cannot be noted that it may go out: {error}", error=why))
    return hand.put_back(name)


class _Renaming:
    """Names files as their documents say.

    `named`: a person named the files. Then what cannot be done is told; else only names that are no number change.
    """

    def __init__(self, settings: Settings, hand: _Hand, *, named: bool) -> None:
        self._failed = settings.folder.literal / Outcome.FAILED
        self._most = int(settings.receipt.max_size_mib * _MIB)
        self._pattern = settings.receipt.number_pattern
        self._hand = hand
        self._named = named
        self._examiner = Examiner()

    def __enter__(self) -> _Renaming:
        return self

    def __exit__(self, *_: object) -> None:
        self._examiner.close()

    def put_back(self, name: str) -> bool | None:
        """Put a file back under the number that it prints, if that is one and not its name's already."""
        before, texts = _number_of(name), self._hand.texts
        if not self._named and not is_no_number(before):
            return None
        try:
            printed = self._printed(name, before)
        except OSError as error:
            return _cannot(name, texts.gettext("cannot be read: {error}", error=error.strerror or error))
        if printed is not None and printed.verdict is Print.MATCH:
            return _cannot(name, texts.gettext("it is named as it prints"))
        if printed is None or printed.only is None:
            why = texts.gettext("it prints no validation number, or more than one")
            return _cannot(name, why) if self._named else None
        return self._hand.put_back(name, f"{printed.only}.pdf")

    def _printed(self, name: str, number: str | None) -> Printed | None:
        with Disk().open(self._failed / name) as file:
            content = file.read(self._most + 1)
        if len(content) > self._most or b"%PDF-" not in content[:1024]:
            return None
        return self._examiner.look(content, Question(number, self._pattern)).printed


def _ask_for_a_look(settings: Settings, texts: Texts) -> None:
    try:
        Control(settings.state.path).ask_for_a_look()
    except OSError:
        complain(texts.gettext("the agent could not be told; it will find the files at its next look"))
