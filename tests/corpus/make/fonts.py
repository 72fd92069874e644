"""Free fonts whose licences permit embedding: Liberation (SIL OFL) and DejaVu (Bitstream Vera).

They are cut down before anybody embeds them: hinting and foreign scripts would be half of the corpus.
"""

import os
from functools import cache
from pathlib import Path
from tempfile import gettempdir

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

INSTALLED = Path("/usr/share/fonts/truetype")
FOLDER = Path(gettempdir(), "corpus-fonts")
LETTERS = (*range(32, 127), *map(ord, "\u00a0\u2009\u202f\u2013\ufb01\ufb02"))
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"""
FILES = {
    ("sans", False): "liberation/LiberationSans-Regular.ttf",
    ("sans", True): "liberation/LiberationSans-Bold.ttf",
    ("serif", False): "liberation/LiberationSerif-Regular.ttf",
    ("serif", True): "liberation/LiberationSerif-Bold.ttf",
    ("mono", False): "liberation/LiberationMono-Regular.ttf",
    ("mono", True): "liberation/LiberationMono-Bold.ttf",
    ("dejavu", False): "dejavu/DejaVuSansCondensed.ttf",
    ("dejavu", True): "dejavu/DejaVuSansCondensed-Bold.ttf",
}
NAMES = {
    "sans": "Liberation Sans",
    "serif": "Liberation Serif",
    "mono": "Liberation Mono",
    "dejavu": "DejaVu Sans Condensed",
}
# What every viewer has; as wide as Liberation's.
STANDARD = {
    ("sans", False): "Helvetica",
    ("sans", True): "Helvetica-Bold",
    ("serif", False): "Times-Roman",
    ("serif", True): "Times-Bold",
    ("mono", False): "Courier",
    ("mono", True): "Courier-Bold",
    ("dejavu", False): "Helvetica",
    ("dejavu", True): "Helvetica-Bold",
}


def prepare():
    """Cut the fonts down, and let every program that asks fontconfig find these and no others."""
    FOLDER.mkdir(exist_ok=True)
    for name in FILES.values():
        _cut(INSTALLED / name, FOLDER / Path(name).name)
    settings = FOLDER / "fonts.conf"
    settings.write_text(FONTCONFIG.format(folder=FOLDER), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(settings)


def _cut(source, target):
    font = TTFont(source)
    options = Options(hinting=False, layout_features=["liga", "kern"], notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.save(target)


def path(family, bold=False):
    return FOLDER / Path(FILES[family, bold]).name


@cache
def opened(family, bold):
    return TTFont(path(family, bold), lazy=True)


@cache
def _advances(family, bold):
    font = opened(family, bold)
    metrics, units = font["hmtx"], font["head"].unitsPerEm
    return {chr(code): metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}


def width(text, size, family="sans", bold=False):
    """How far a text goes, without kerning."""
    advances = _advances(family, bold)
    return size * sum(advances.get(letter, 0.5) for letter in text)
