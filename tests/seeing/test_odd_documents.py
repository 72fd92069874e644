"""What PDFium reads or refuses in an unusual way, as documents of other programs have shown."""

import pytest
from rig.documents import CATALOG, PAGES, assemble, stream

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Looked, Print, Printed, Question
from branchagent.core.receipts import Reason
from branchagent.pdfs import look

QUESTION = Question("99926112300013570011", DEFAULT_PATTERN)
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding 6 0 R/DescendantFonts[7 0 R]>>"
CODED = (
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
)
CODES = (
    b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapName/Odd def/CMapType 1 def\n"
    b"4 begincodespacerange <00> <7f> <c080> <dfbf> <e08080> <efbfbf> <f0808080> <f7bfbfbf> endcodespacerange\n"
    b"1 begincidchar <%b> 1 endcidchar\nendcmap end end"
)
CERTIFICATE = b"/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4/Length 128>>/ID[<00><00>]"


@pytest.mark.parametrize("code", [b"e38081", b"f0a8a780"])
def test_a_letter_that_no_alphabet_has_leaves_a_document_as_good_as_it_is(code):
    content = assemble(
        {
            1: CATALOG,
            2: PAGES,
            3: PAGE,
            4: stream(b"BT /F1 12 Tf 72 720 Td <%b> Tj ET" % (2 * code)),
            5: FONT,
            6: stream(CODES % code, more=b"/Type/CMap/CMapName/Odd"),
            7: CODED,
        }
    )
    assert look(content, QUESTION) == Looked(printed=Printed(Print.UNKNOWN))


def test_what_is_locked_by_a_certificate_is_encrypted():
    content = assemble({1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(b"q Q")}, more=CERTIFICATE)
    assert look(content).objection is Reason.ENCRYPTED
