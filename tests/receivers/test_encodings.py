"""Both encodings, read by receivers that nobody here wrote: Express with multer, and its strict JSON parser."""

import hashlib
import json
import random
from pathlib import Path

import pytest

from branchagent.uploading import Endpoint, Uploader
from branchagent.wire import Route

NUMBER = "01118053000013564019"
TOKEN = "a.token.here"
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"

CONTENTS = {
    "a receipt": (SAMPLES / "99926112300013570011.pdf").read_bytes(),
    "every byte": b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"\r\n--\r\n--boundary--\r\n",
    "ends in a line break": b"%PDF-1.7\n%%EOF\r\n",
    "one byte": b"%",
    "ten MiB": random.Random(1).randbytes(10 * 1024 * 1024),  # noqa: S311 - the same bytes each time
}


@pytest.fixture
def upload(receiver):
    senders = []

    def upload(encoding, content, number=NUMBER):
        senders.append(Uploader(Endpoint(receiver, encoding), Route(timeout_s=60)))
        fact = senders[-1].upload(number, content, TOKEN)
        answer = json.loads(fact.body)
        assert (fact.status, answer["RC"]) == (200, "00"), answer
        return answer

    yield upload
    for sender in senders:
        sender.close()


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("encoding", ["multipart", "json"])
def test_number_and_bytes_arrive_as_they_were_sent(upload, encoding, content):
    answer = upload(encoding, content)
    assert answer["no_validasi"] == NUMBER
    seen = answer["seen"]
    assert (seen["encoding"], seen["token"]) == (encoding, hashlib.sha256(TOKEN.encode()).hexdigest())
    assert (seen["size"], seen["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_forms_file_has_its_name_and_type_and_the_form_nothing_else(upload):
    seen = upload("multipart", CONTENTS["a receipt"])["seen"]
    assert (seen["name"], seen["type"]) == (f"{NUMBER}.pdf", "application/pdf")
    assert seen["fields"] == ["no_validasi"]


def test_the_json_has_the_two_fields_of_the_dis(upload):
    assert upload("json", CONTENTS["a receipt"])["seen"]["fields"] == ["no_validasi", "upload"]


@pytest.mark.parametrize("encoding", ["multipart", "json"])
@pytest.mark.parametrize("number", ["0", "00000000000000000000", "AbC123", "99999999999999999999"])
def test_a_number_stays_a_text(upload, encoding, number):
    assert upload(encoding, b"%PDF-1.7", number)["no_validasi"] == number
