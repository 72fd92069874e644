"""Two hundred names that a drop folder may meet, each with its fate as the contract has it; written down by hand.

`{n}` stands for a validation number of its own in each name. Nothing here asks the product what it thinks.
"""

import itertools
from dataclasses import dataclass

from rig.receipts import number

LONGEST = 255
"""Bytes of a name on the file systems that we meet."""


@dataclass(frozen=True)
class Named:
    """A name, and the number that it must be sent under: None if it must not be sent at all."""

    name: str
    number: str | None = None
    left_alone: bool = False


_RECEIPTS = (
    "{n}.pdf", "{n}.PDF", "{n}.Pdf", "{n}.pDF", "{n}.pdF", "{n} (1).pdf", "{n} (2).PDF", "{n} (0).pdf", "{n} (01).pdf",
    "{n} (99).pdf", "{n} (9999).pdf",
)  # fmt: skip
_RECEIPTS_OF = {
    "0.pdf": "0", "00000000000000000000.pdf": "0" * 20, "007.pdf": "007", "aB9z.pdf": "aB9z", "Ab9Z.pdf": "Ab9Z",
    "CON1.pdf": "CON1", "COM10.pdf": "COM10", "NULL.pdf": "NULL", "pdf.pdf": "pdf", "failed.pdf": "failed",
    "done.PDF": "done", "tmp.pdf": "tmp", "Thumbs.pdf": "Thumbs", "null.pdf": "null", "None.pdf": "None",
    "true.pdf": "true", "NaN.pdf": "NaN", "1e5.pdf": "1e5", "0x10.pdf": "0x10", "z" * 20 + ".pdf": "z" * 20,
}  # fmt: skip
_LEFT_ALONE = (
    "{n}.pdf.tmp", "{n}.tmp", "{n}.PDF.TMP", "{n}.pdf.part", "{n}.Part", "{n}.pdf.partial", "{n}.pdf.crdownload",
    "Unconfirmed {n}.crdownload", "{n}.pdf.opdownload", "{n}.pdf.download", "{n}.pdf.filepart", "~${n}.pdf",
    "~${n}.docx", "~$.pdf", ".{n}.pdf", ".pdf", "..pdf", "...", "..\\{n}.pdf", "..%2f{n}.pdf", "... .pdf", ". {n}.pdf",
    "._{n}.pdf", ".~lock.{n}.pdf#", ".DS_Store", ".nfs000001", ".branchagent-probe-{n}", ".\u202e{n}.pdf", ".\n.pdf",
    "Thumbs.db", "THUMBS.DB", "desktop.ini", "Desktop.INI", "\u202e{n}.tmp", "a\nb.part", "\udcff.crdownload",
)  # fmt: skip
_NOT_A_NUMBER = (
    # Beside the number or in it: signs, blanks, quotes, brackets.
    "{n} .pdf", " {n}.pdf", "{n}  (1).pdf", "{n}(1).pdf", "{n} (1) (2).pdf", "{n} ().pdf", "{n} (-1).pdf",
    "{n} (a).pdf", "{n} (10000).pdf", "{n} (1 ).pdf", "{n} (1).pdf ", "{n} [1].pdf", "{n} (\u0661).pdf",
    "{n} (\uff11).pdf", "{n} - Copy.pdf", "{n} - Salinan (2).pdf", "Copy of {n}.pdf", "{n},.pdf", "{n};.pdf",
    "-{n}.pdf", "--{n}.pdf", "+{n}.pdf", "={n}.pdf", "@{n}.pdf", "#{n}.pdf", "'{n}'.pdf", '"{n}".pdf', "`{n}`.pdf",
    "$({n}).pdf", "${n}.pdf", "{n}&.pdf", "{n}|.pdf", "{n}>.pdf", "<{n}>.pdf", "{n}?.pdf", "{n}*.pdf", "{n}!.pdf",
    "{n}:.pdf", "{n}\\.pdf", "C:\\{n}.pdf", "C:{n}.pdf", "\\\\server\\{n}.pdf", "{n}'; DROP TABLE receipt; --.pdf",
    "{n}{{}}.pdf", "%s{n}.pdf", "%(name)s.pdf", "{n}_.pdf", "{n}-1.pdf", "[bold]{n}[-bold].pdf",
    # What other programs would unescape.
    "{n}%00.pdf", "%00{n}.pdf", "{n}.pdf%00", "{n}%0a.pdf", "%2e%2e%2f{n}.pdf", "{n}\\x00.pdf", "{n}\\n.pdf",
    "&#48;{n}.pdf", "{n}\\u0000.pdf", "{n}+.pdf", "=?utf-8?B?MQ==?={n}.pdf",
    # Ends that are none.
    "{n}", "{n}.", "{n}.pdf.", "{n}.pdf..", "{n}.pdf ", "{n}.pdf  ", "{n} . pdf", "{n}. pdf", "{n}.p df", "{n}..pdf",
    "{n}.pdf.exe", "{n}.pdf.pdf", "{n}.exe.pdf", "{n}.jpg.pdf", "{n}.txt", "{n}.docx", "{n}.pdfx", "{n}.pd", "{n}pdf",
    "{n}.pdf.lnk", "{n}.pdf:Zone.Identifier", "{n}.pdf (1)", "{n}.pdf~", "{n}.pdf.bak", "{n}.zip", "{n}.fdp.pdf",
    "pdf",
    # Control characters, and what turns a line around or hides itself.
    "{n}\n.pdf", "\n{n}.pdf", "{n}.pdf\n", "{n}\r\n.pdf", "{n}\t.pdf", "{n}\x01.pdf", "{n}\x1b[2J.pdf",
    "{n}\x1b]0;x\x07.pdf", "{n}\x7f.pdf", "{n}\x85.pdf", "{n}\x9b1m.pdf", "{n}\u2028.pdf", "{n}\u2029.pdf",
    "\u202e{n}.pdf", "{n}\u202efdp.exe", "\u202d{n}.pdf", "\u2066{n}\u2069.pdf", "\u200e{n}.pdf", "\u200f{n}.pdf",
    "\u061c{n}.pdf", "{n}\u200b.pdf", "{n}\u200d.pdf", "{n}\u2060.pdf", "\ufeff{n}.pdf", "{n}\u00ad.pdf",
    "{n}\u180e.pdf", "{n}\U000e0041.pdf", "{n}\ufffd.pdf", "{n}\u00a0.pdf", "{n}\u3000.pdf", "{n}\uffff.pdf",
    # Letters and digits of others, and marks above them.
    "\uff10\uff11\uff12.pdf", "\u0660\u0661\u0662.pdf", "\u09e6\u09e7.pdf", "\u00b9\u00b2\u00b3.pdf",
    "\u2460\u2461.pdf", "\u2167.pdf", "\U0001d7ce\U0001d7cf.pdf", "\u0661{n}.pdf", "{n}\u0301.pdf", "{n}\u20e3.pdf",
    "e\u0301.pdf", "\u00e9.pdf", "\u0410\u0412.pdf", "\u212a.pdf", "\u017f.pdf", "\u0131.pdf", "\u0130.pdf",
    "\u00df.pdf", "\ufb01.pdf", "\u4e00.pdf", "{n}\U0001f54b.pdf", "\U0001f54b.pdf",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467.pdf", "{n}\ufe0f\u20e3.pdf", "{n}.\uff50\uff44\uff46", "{n}\uff0epdf",
    "{n}.pd\u0192", "{n}.\u03c1df", "{n}\u2024pdf", "Z\u0351\u036b\u0343.pdf",
    # No text at all.
    "{n}\udcff.pdf", "\udcff\udcfe{n}.pdf", "{n}.pdf\udc80", "\udcc3(.pdf", "\udced\udca0\udc80.pdf", "\udcff",
    "{n}.\udcffpdf",
    # Devices of Windows, in any case and with a count.
    "CON.pdf", "con.PDF", "PRN.pdf", "AUX.pdf", "nul.pdf", "NUL (1).pdf", "COM1.pdf", "com9.pdf", "LPT1.pdf",
    "COM\u00b9.pdf", "NUL", "CONIN$.pdf",
    # As long as can be, and a little longer than a number may be.
    "0" * 21 + ".pdf", "0" * 21 + " (1).pdf", "{n}0.pdf", "1" * 251 + ".pdf", "b" * 251 + ".txt", "b" * 251 + ".pdf",
    "b" * 255, "\u00e9" * 125 + "e.pdf", "\U0001f54b" * 62 + "abc.pdf", "{n}." + "x" * 234, " " * 251 + ".pdf",
    " .pdf", " ", "(1).pdf", " (1).pdf", "thumbs.db.pdf ", "~{n}.pdf", "tmp", "sa lah.pdf", "sa lah.PDF", "sa lah.txt",
    "sa lah.pdf.txt",
)  # fmt: skip


def _listed():
    own = (number(index) for index in itertools.count(80_000))
    for name in _RECEIPTS:
        each = next(own)
        yield Named(name.replace("{n}", each), each)
    twice = next(own)
    yield from (Named(f"{twice}{ending}", twice) for ending in (".pdf", ".PDF", " (1).pdf", " (2).pdf"))
    yield from (Named(name, each) for name, each in _RECEIPTS_OF.items())
    yield from (Named(name.replace("{n}", next(own)), left_alone=True) for name in _LEFT_ALONE)
    yield from (Named(name.replace("{n}", next(own))) for name in _NOT_A_NUMBER)


NAMES = tuple(_listed())
EVERY_KIND = 200
"""How many there are at least."""
