"""Redaction: what is known to be secret is gone from any text, in any form; all else stays."""

import base64
import html
import json
import re
import threading
import urllib.parse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branchagent import redaction
from branchagent.redaction import BLOT, conceal, redact, redacting

MOST = 64
# Without the blot's own character: what is blotted out could make such a secret anew.
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="*")
SECRETS = st.text(ANY, min_size=6, max_size=60)
TEXTS = st.text(ANY, max_size=40)
TOKENS = st.text(st.sampled_from("ABCMNXYZabcmnxyz0123456789_-."), min_size=6, max_size=80)
HARMLESS = st.text(st.sampled_from("äöü ,;\n"), max_size=40)
eagerly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def forget():
    redaction._known.clear()
    redaction._forms = ()


@pytest.fixture(autouse=True)
def _nothing_known():
    before = dict(redaction._known)
    forget()
    yield
    forget()
    conceal(*before)


def in_json_of_others(secret):
    return re.sub("[&'+<>`]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(secret)[1:-1])


FORMS = {
    "plain": str,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON as it is": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "JSON of others": in_json_of_others,
    "repr": lambda secret: repr(secret)[1:-1],
    "URL": lambda secret: urllib.parse.quote(secret, safe=""),
    "URL's path": urllib.parse.quote,
    "URL's query": urllib.parse.quote_plus,
    "URL in lower case": lambda secret: re.sub(
        "%..", lambda code: code[0].lower(), urllib.parse.quote(secret, safe="")
    ),
    "URL by JavaScript": lambda secret: urllib.parse.quote(secret, safe="-_.!~*'()"),
    "HTML": html.escape,
    "HTML without quotes": lambda secret: html.escape(secret, quote=False),
    "hex": lambda secret: secret.encode().hex(),
    "HEX": lambda secret: secret.encode().hex().upper(),
}


@eagerly
@given(before=TEXTS, secret=SECRETS, after=TEXTS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_secret_is_gone_from_any_text_in_any_form(form, before, secret, after):
    conceal(secret)
    written = form(secret)
    assert written not in redact(before + written + after)
    assert written not in redact(f"{before}{written}{written}{after}{written}")


@eagerly
@given(before=st.binary(max_size=40), secret=SECRETS, after=st.binary(max_size=40))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_is_gone_from_any_base64_that_holds_it(encode, before, secret, after):
    conceal(secret)
    raw = secret.encode()
    encoded = encode(before + raw + after).decode()
    # The characters that the secret alone decides; there are seven at least.
    its_own = encoded[-(-len(before) * 8 // 6) : (len(before) + len(raw)) * 8 // 6]
    assert len(its_own) >= 7
    assert its_own not in redact(f"Basic {encoded}")


@eagerly
@given(before=HARMLESS, secret=TOKENS, after=HARMLESS)
def test_all_else_stays(before, secret, after):
    conceal(secret)
    assert redact(before + secret + after) == f"{before}{BLOT}{after}"
    assert redact(before + after) == before + after


@eagerly
@given(secret=st.text(ANY, min_size=1, max_size=20), text=HARMLESS)
def test_what_is_handed_in_is_gone_however_short_and_is_not_remembered(secret, text):
    forget()
    assert secret not in redact(f"{text}{secret}", secret)
    assert redacting(secret)(f"{text}{secret}") == redact(f"{text}{secret}", secret)
    assert redaction._known == {}


def test_what_is_short_or_empty_is_not_remembered():
    conceal("", None, "2026", "98765")
    assert redact("2026-11-24 98765") == "2026-11-24 98765"


def test_a_secret_within_another_leaves_nothing_of_the_longer_one():
    conceal("secret", "secret-and-more", "more")
    assert redact("a secret-and-more b secret c") == f"a {BLOT} b {BLOT} c"


def test_the_number_of_remembered_secrets_is_bounded_and_the_newest_stay():
    secrets = [f"secret-number-{index:04}" for index in range(10 * MOST)]
    for secret in secrets:
        conceal(secret)
    assert len(redaction._known) == MOST
    assert set(redact("\n".join(secrets[-MOST:])).split("\n")) == {BLOT}


def test_one_that_is_in_use_again_is_among_the_newest():
    for index in range(10 * MOST):
        conceal("the-password-of-all", f"token-number-{index:04}")
    assert redact("the-password-of-all") == BLOT


def test_the_same_secret_twice_takes_no_place():
    conceal("the-first-secret")
    for _ in range(2 * MOST):
        conceal("another-secret")
    assert redact("the-first-secret another-secret") == f"{BLOT} {BLOT}"


def test_threads_may_conceal_and_redact_at_once():
    failures = []

    def work(index):
        try:
            for turn in range(100):
                # Fewer in all than are remembered.
                secret = f"secret-{index}-{turn % 7}"
                conceal(secret)
                assert redact(f"x {secret} y") == f"x {BLOT} y"
        except Exception as error:  # noqa: BLE001 - it is told below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
