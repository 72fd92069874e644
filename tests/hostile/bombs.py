"""PDFs that are small to send and dear to read: each with the verdict that it must get, in time and in little memory.

What opens and has a page is accepted as long as nobody asks what its pages print, whatever their
content would unpack to.
"""

import zlib

from rig.documents import CATALOG, PAGES, assemble, one_page, packed, stream

_MIB = 2**20
_DEEP = 300_000
_FLATE = b"FlateDecode"
_PLAIN_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%b>>"


def _unpacking_to(mib, unit, before=b""):
    """Give a few bytes that Flate makes so many MiB of, in no time: one piece again and again, with a wrong sum."""
    packer = zlib.compressobj(9)
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(unit * (_MIB // len(unit))) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + piece * mib + packer.flush()


def _flate(mib, unit, times=1):
    content = packed(_unpacking_to(mib, unit), times - 1)
    return one_page(stream(content, *[_FLATE] * times))


def _form(content, refs):
    more = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<<%b>>>>" % refs
    return stream(content, more=more)


def _laughs(width, depth):
    """Forms that each draw the next one `width` times."""
    forms = {f"o{5 + level}": _form(b"/X Do " * width, b"/X %d 0 R" % (6 + level)) for level in range(depth)}
    return one_page(stream(b"/X Do"), **forms, **{f"o{5 + depth}": _form(b"0 0 1 1 re f", b"")})


def _drawing_each_other():
    return one_page(stream(b"/X Do"), o5=_form(b"/X Do /X Do", b"/X 6 0 R"), o6=_form(b"/X Do /X Do", b"/X 5 0 R"))


def _one_stream_many_times():
    pages = _PLAIN_PAGE % (b"/Contents[%b]" % (b"4 0 R " * 2000))
    return one_page(stream(_unpacking_to(100, b" "), _FLATE), o3=pages)


def _predicted():
    parameters = b"/DecodeParms<</Predictor 15/Columns 1000000000/Colors 32/BitsPerComponent 16>>"
    return one_page(stream(_unpacking_to(50, b"\0"), _FLATE, more=parameters))


def _pages_without_end(width, depth):
    """Every level of the page tree holds the next one `width` times."""
    levels = {level: b"<</Type/Pages/Count 1000000/Kids[%b]>>" % (b"%d 0 R " % (level + 1) * width) for level in depth}
    return assemble({1: CATALOG, **levels, depth.stop: _PLAIN_PAGE % b""})


def _with_prev(at):
    """A table of contents whose earlier version is `at` (itself, if None)."""
    content = one_page()
    own = content.rindex(b"xref\n0")
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % (own if at is None else at))


def _two_tables_each_before_the_other():
    first = one_page().replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev %010d>>" % 0)
    content = first.replace(b"/Prev %010d" % 0, b"/Prev %010d" % len(first))
    trailer = b"trailer\n<</Size 5/Root 1 0 R/Prev %d>>" % first.rindex(b"xref\n0")
    return content + b"xref\n0 0\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(first))


def _by_stream(objects, hidden, table=b"", more=b""):
    """Make a PDF whose table is a stream; `hidden` says of each object in which stream it lies, and where in it."""
    content, entries = bytearray(b"%PDF-1.7\n"), {0: b"\0\0\0\0"}
    for number, body in objects.items():
        entries[number] = b"\1" + len(content).to_bytes(2, "big") + b"\0"
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    for number, (within, place) in hidden.items():
        entries[number] = b"\2" + within.to_bytes(2, "big") + bytes([place])
    at, size = len(content), len(entries)
    rows = table or zlib.compress(b"".join(entries[number] for number in range(size)))
    head = b"/Type/XRef/Size %d/W[1 2 1]/Root 1 0 R%b" % (size, more)
    content += b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, stream(rows, _FLATE, more=head), at)
    return bytes(content)


def _object_streams_in_each_other():
    """Objects 4 and 5 are object streams, each of which is said to lie in the other one."""
    objects = {1: CATALOG, 2: PAGES, 3: _PLAIN_PAGE % b"/Contents 6 0 R"}
    return _by_stream(objects, {4: (5, 0), 5: (4, 0), 6: (4, 0)})


def _all_in_an_object_stream(mib):
    """The whole document in an object stream, with `mib` MiB of blanks behind it."""
    bodies = (CATALOG, PAGES, _PLAIN_PAGE % b"")
    places = [sum(len(body) + 1 for body in bodies[:index]) for index in range(3)]
    index = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, 1)) + b" "
    holder = stream(
        _unpacking_to(mib, b" ", index + b" ".join(bodies) + b" "),
        _FLATE,
        more=b"/Type/ObjStm/N 3/First %d" % len(index),
    )
    return _by_stream({4: holder}, {1: (4, 0), 2: (4, 1), 3: (4, 2)})


def _a_table_of(mib):
    objects = {1: CATALOG, 2: PAGES, 3: _PLAIN_PAGE % b""}
    plain = _by_stream(objects, {})
    table = b"".join(b"\1" + plain.index(b"%d 0 obj" % number).to_bytes(2, "big") + b"\0" for number in objects)
    content = _unpacking_to(mib, b"\0", bytes(4) + table)
    return _by_stream(objects, {}, content, b"/Index[0 %d]" % (mib * _MIB // 4))


def _extends_itself():
    more = b"/Type/ObjStm/N 1/First 4/Extends 5 0 R"
    return one_page(o5=stream(b"9 0 <<>>", more=more))


def _resized(content, old, new):
    return content.replace(old, new, 1)


def _filters(count):
    return one_page(stream(b"~>", *[b"ASCII85Decode"] * count))


BOMBS = {
    "1 GiB of zeros in a page": lambda: _flate(1024, b"\0"),
    "256 MiB of saved states": lambda: _flate(256, b"q "),
    "64 MiB of rectangles": lambda: _flate(64, b"0 0 1 1 re f\n   "),
    "zeros packed twice": lambda: _flate(1024, b"\0", times=2),
    "zeros packed three times": lambda: _flate(1024, b"\0", times=3),
    "one stream two thousand times": _one_stream_many_times,
    "rows of sixty gigabytes": _predicted,
    "a thousand filters": lambda: _filters(1000),
    "run lengths": lambda: one_page(stream(b"\x81\0" * (4 * _MIB), b"RunLengthDecode")),
    "forms of two by twenty": lambda: _laughs(2, 20),
    "forms of ten by thirty": lambda: _laughs(10, 30),
    "a form that draws itself": lambda: one_page(stream(b"/X Do"), o5=_form(b"/X Do /X Do", b"/X 5 0 R")),
    "two forms that draw each other": _drawing_each_other,
    "brackets in a page's content": lambda: one_page(stream(b"[" * (4 * _MIB))),
    "brackets in an object": lambda: one_page(o5=b"[" * _DEEP + b"]" * _DEEP),
    "dictionaries in an object": lambda: one_page(o5=b"<</A" * _DEEP + b">>" * _DEEP),
    "brackets in the page": lambda: one_page(o3=_PLAIN_PAGE % (b"/X " + b"[" * _DEEP + b"]" * _DEEP)),
    "a text that never ends": lambda: one_page(o5=b"(" * (4 * _MIB)),
    "saved states without an end": lambda: one_page(stream(b"q 0 0 1 1 re W n " * _DEEP)),
    "an inline image of gigabytes": lambda: one_page(stream(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID x EI " * 500)),
    "two thousand million pages": lambda: one_page(o2=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"),
    "ten million pages": lambda: one_page(o2=b"<</Type/Pages/Kids[3 0 R]/Count 10000000>>"),
    "fewer pages than none": lambda: one_page(o2=b"<</Type/Pages/Kids[3 0 R]/Count -5>>"),
    "a page of light years": lambda: one_page(o3=b"<</Type/Page/Parent 2 0 R/MediaBox[-1e30 -1e30 1e38 1e38]>>"),
    "a page that is its own parent": lambda: one_page(o3=b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"),
    "pages whose parent is the page": lambda: one_page(o2=b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>"),
    "a page tree of twenty by thirty": lambda: _pages_without_end(20, range(2, 30)),
    "a length that is the stream's own": lambda: one_page(b"<</Length 4 0 R>>\nstream\nq\nendstream"),
    "a table before itself": lambda: _with_prev(None),
    "a table before the beginning": lambda: _with_prev(-1),
    "a table before a far place": lambda: _with_prev(10**18),
    "two tables each before the other": _two_tables_each_before_the_other,
    "a table of two thousand millions": lambda: _resized(one_page(), b"/Size 5", b"/Size 2147483647"),
    "a section of a thousand millions": lambda: _resized(one_page(), b"xref\n0 5", b"xref\n0 999999999"),
    "an object stream that extends itself": _extends_itself,
    "object streams in each other": _object_streams_in_each_other,
    "a document in an object stream": lambda: _all_in_an_object_stream(0),
    "blanks behind a document in an object stream": lambda: _all_in_an_object_stream(8),
    "a table of megabytes": lambda: _a_table_of(4),
    "a hundred thousand objects": lambda: one_page(**{f"o{each}": b"<<>>" for each in range(5, 100_000)}),
    "a million objects begun": lambda: one_page(beginning=b"%PDF-1.7\n" + b"9 0 obj\n" * 1_000_000),
}
"""What opens and has a page."""

NOT_A_DOCUMENT = {
    "pages that are their own kid": lambda: one_page(o2=b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "two pages that are each other's kids": lambda: one_page(
        o2=b"<</Type/Pages/Kids[3 0 R]/Count 1>>", o3=b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"
    ),
    "no catalog": lambda: one_page(o1=b"null"),
}
"""What has no page to show, and must be told as damaged."""

DEAR = {
    "streams without an end": lambda: b"%PDF-1.4\n" + b"1 0 obj<</Length 1>>stream\n" * 20_000 + b"\n%%EOF",
    "a gigabyte of blanks behind a document in an object stream": lambda: _all_in_an_object_stream(1024),
    "a table of a gigabyte": lambda: _a_table_of(1024),
}
"""What is dear to open at all: half a megabyte of the first takes a minute, and ten times as much a hundred minutes.

Only a process that can be stopped helps against these."""
