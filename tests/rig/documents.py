"""PDFs put together object by object, so that a test may get any of it wrong."""

import zlib


def stream(content, *filters, more=b""):
    """Give a stream object's body; `filters` are PDF's names of what packed `content`, the outermost first."""
    names = b"".join(b"/" + each for each in filters)
    return b"<</Length %d/Filter[%b]%b>>\nstream\n%b\nendstream" % (len(content), names, more, content)


def packed(content, times=1):
    """Pack by Flate, again and again."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def assemble(objects, more=b"", beginning=b"%PDF-1.7\n"):
    """Make a PDF of numbered objects whose catalog is 1; `more` goes into the trailer."""
    content, offsets = bytearray(beginning), {}
    for number, body in objects.items():
        offsets[number] = len(content)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    at, size = len(content), max(objects) + 1
    lines = [
        b"%010d 00000 n \n" % offsets[each] if each in offsets else b"0000000000 65535 f \n" for each in range(size)
    ]
    content += b"xref\n0 %d\n%b" % (size, b"".join(lines))
    content += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, more, at)
    return bytes(content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
TEXT = b"BT /F1 12 Tf 72 720 Td (Nomor Validasi) Tj ET"


def one_page(content=None, beginning=b"%PDF-1.7\n", **objects):
    """Make a document of one page; `content` is its content stream's body, `oN` in `objects` replaces object N."""
    made = {1: CATALOG, 2: PAGES, 3: PAGE, 4: content or stream(TEXT)}
    return assemble(made | {int(name[1:]): body for name, body in objects.items()}, beginning=beginning)
