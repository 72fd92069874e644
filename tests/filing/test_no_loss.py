"""Whatever is filed in whatever order, no byte is lost."""

import os
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig.systems import ON_WINDOWS, can_be_a_name

from branchagent.core.receipts import Outcome

TAKEN = '<>:"/\\|?*' + "".join(map(chr, range(32))) if ON_WINDOWS else "/\0"
OURS = {".", "..", *Outcome}
NAMES = st.one_of(
    st.sampled_from(
        ["1.pdf", "1.PDF", "1 (2).pdf", "1.txt", "1.pdf.txt", "1 (2).txt", "a", "x" * 251 + ".pdf", "x" * 255]
    ),
    st.text(st.characters(exclude_characters=TAKEN, exclude_categories=["Cs"]), min_size=1, max_size=40),
).filter(lambda name: name.lower() not in OURS and can_be_a_name(name) and len(os.fsencode(name)) <= 255)

STEPS = st.lists(st.tuples(NAMES, st.sampled_from(list(Outcome)), st.binary(max_size=8)), max_size=25)


def ours(content):
    return content.removeprefix(b"\xef\xbb\xbf").startswith(b"branchagent:")


def receipts(desk):
    return Counter(content for content in desk.files().values() if not ours(content))


def reasons(desk):
    return [content for content in desk.files().values() if ours(content)]


PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@PATIENT
@given(steps=STEPS)
def test_filing_keeps_every_content(make_desk, steps):
    desk = make_desk()
    for name, outcome, content in steps:
        reason = "why" if outcome is Outcome.FAILED else None
        _, place = desk.file(name, outcome, content, reason)
        assert desk.files()[place] == content
    assert receipts(desk) == Counter(content for _, _, content in steps)
    assert len(reasons(desk)) == sum(outcome is Outcome.FAILED for _, outcome, _ in steps)


@PATIENT
@given(steps=STEPS)
def test_putting_back_and_tidying_keep_every_content(make_desk, steps):
    desk = make_desk()
    desk.cabinet.make_folders()
    for name, outcome, content in steps:
        desk.file(name, outcome, content, "why" if outcome is Outcome.FAILED else None)
    before = receipts(desk)
    for name in desk.cabinet.failures():
        desk.cabinet.put_back(name)
        desk.cabinet.tidy_failures()
    assert receipts(desk) == before
    assert desk.cabinet.failures() == []
