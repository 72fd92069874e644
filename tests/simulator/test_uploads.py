import base64
import hashlib
import json
import threading
import time

import pytest

from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.simulator.answers import MESSAGES
from branchagent.simulator.tokens import issue

PDF = b"%PDF-1.7\n" + b"receipt " * 100
NUMBER = "01118053000013564019"
UPLOAD = "/siskohat/bank/setoranawal"
TOKEN = {"x-access-key": "a.token.here"}


def verdict(response):
    return response.status_code, response.json()["RC"]


def test_the_first_upload_is_accepted_and_the_second_is_known(bank):
    first, second = bank.send(), bank.send()
    assert verdict(first) == (200, "00")
    assert first.json()["no_validasi"] == NUMBER
    assert verdict(second) == (200, "29")
    assert "no_validasi" not in second.json()
    kept = bank.simulator.accepted[NUMBER]
    assert kept.content == PDF
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()


def test_json_is_accepted_too(bank):
    body = {"no_validasi": NUMBER, "upload": base64.b64encode(PDF).decode()}
    assert verdict(bank.post(UPLOAD, json=body, headers=TOKEN)) == (200, "00")
    assert bank.simulator.accepted[NUMBER].content == PDF
    assert bank.simulator.requests[0].encoding == "json"


def test_the_request_is_recorded_with_no_more_of_the_token_than_its_ending(bank):
    bank.send()
    record = bank.simulator.requests[0]
    assert (record.number, record.encoding, record.file_name) == (NUMBER, "multipart", f"{NUMBER}.pdf")
    assert (record.part_type, record.size, record.token_ending) == ("application/pdf", len(PDF), "here")
    assert (record.accepted, record.rc, record.status, record.fault) == (True, "00", 200, None)


@pytest.mark.parametrize("rc", ["05", "28", "29", "96", "97", "98", "99", "77"])
def test_a_rule_forces_a_code_and_nothing_is_stored(bank, rc):
    bank.simulator.rule("*", rc)
    assert verdict(bank.send()) == (200 if rc == "29" else 400, rc)
    assert not bank.simulator.accepted


def test_messages_fit_their_field():
    assert all(len(message) <= 50 for message in MESSAGES.values())


@pytest.mark.parametrize(
    ("content", "number", "rc"),
    [(b"", NUMBER, "28"), (b"PK\x03\x04", NUMBER, "28"), (PDF, "1" * 21, "05"), (PDF, "", "99")],
)
def test_what_is_no_receipt_is_refused(bank, content, number, rc):
    assert verdict(bank.send(number, content)) == (400, rc)
    assert not bank.simulator.accepted


def test_a_sequence_is_walked_by_the_tries_of_a_number(bank):
    bank.simulator.rule(NUMBER, "28", "http-503", "00")
    codes = [bank.send().status_code for _ in range(4)]
    assert codes == [400, 503, 200, 200]
    assert [record.rc for record in bank.simulator.requests] == ["28", None, "00", "29"]
    assert bank.simulator.state["tries"] == {NUMBER: 4}


B64 = base64.b64encode(PDF).decode()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", json.dumps({"no_validasi": NUMBER}).encode()),
        ("application/json", json.dumps({"no_validasi": 12, "upload": B64}).encode()),
        ("application/json", json.dumps({"no_validasi": NUMBER, "upload": "%%%"}).encode()),
        ("text/plain", b"hello"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Dis"),
        ("multipart/form-data; boundary=x", b""),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="no_validasi"\r\n\r\n1\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            (
                b'--x\r\nContent-Disposition: form-data; name="no_validasi"\r\n\r\n1\r\n'
                b'--x\r\nContent-Disposition: form-data; name="upload"\r\n\r\n%PDF-\r\n--x--\r\n'
            ),
        ),
    ],
)
def test_a_body_that_is_no_upload_is_a_data_error(bank, content_type, body):
    response = bank.post(UPLOAD, data=body, headers={**TOKEN, "Content-Type": content_type})
    assert verdict(response) == (400, "99")


def test_tokens_are_judged(join):
    with Simulator(SimulatorConfig(token="the.right.one")) as simulator:
        bank = join(simulator)
        assert verdict(bank.send(token=None)) == (400, "97")
        assert verdict(bank.send(token="another")) == (400, "96")
        assert verdict(bank.send(token="the.right.one")) == (200, "00")
        simulator.revoke_tokens()
        assert verdict(bank.send(token="the.right.one")) == (400, "98")
        simulator.expect_token("the.new.one")
        assert verdict(bank.send(token="the.new.one")) == (200, "29")


def test_an_expired_jwt_is_refused_and_a_live_one_is_not(bank):
    assert verdict(bank.send(token=issue(-1, b"secret"))) == (400, "98")
    assert verdict(bank.send(token=issue(60, b"secret"))) == (200, "00")


def test_a_refused_token_uses_up_no_step(bank):
    bank.simulator.rule("*", "28", "00")
    bank.send(token=None)
    assert verdict(bank.send()) == (400, "28")


def test_one_number_is_accepted_once_however_many_send_it_together(bank):
    gathering = threading.Barrier(16)
    answers = []

    def send():
        connection = bank.raw()
        body = json.dumps({"no_validasi": NUMBER, "upload": B64})
        connection.connect()
        gathering.wait()
        connection.request("POST", UPLOAD, body, {**TOKEN, "Content-Type": "application/json"})
        answers.append(json.loads(connection.getresponse().read())["RC"])
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["00"] + ["29"] * 15
    assert sum(record.accepted for record in bank.simulator.requests) == 1
    assert bank.simulator.state["accepted"][NUMBER]["count"] == 1


def test_one_after_the_other_is_never_counted_as_two_at_once(bank):
    for number in range(200):
        with bank.send(str(number)):
            pass
    assert bank.simulator.state["concurrent_max"] == 1


def test_the_store_keeps_the_bytes_and_remembers_them(join, tmp_path):
    config = SimulatorConfig(store=tmp_path / "store")
    with Simulator(config) as simulator:
        join(simulator).send()
        join(simulator).send("../up")
        assert (tmp_path / "store" / f"{NUMBER}.pdf").read_bytes() == PDF
        assert simulator.accepted[NUMBER].content == PDF
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["%2E%2E%2Fup.pdf", f"{NUMBER}.pdf"]
    with Simulator(config) as simulator:
        assert verdict(join(simulator).send(content=b"%PDF-other")) == (200, "29")
        assert set(simulator.accepted) == {NUMBER, "../up"}
        simulator.reset()
        assert verdict(join(simulator).send(content=b"%PDF-other")) == (200, "00")
    assert (tmp_path / "store" / f"{NUMBER}.pdf").read_bytes() == PDF
    assert (tmp_path / "store" / f"{NUMBER} (2).pdf").read_bytes() == b"%PDF-other"


def test_chunked_bodies_and_expect_continue_work(bank):
    def chunks():
        body = json.dumps({"no_validasi": NUMBER, "upload": B64}).encode()
        yield body[:50]
        yield body[50:]

    headers = {**TOKEN, "Content-Type": "application/json"}
    assert verdict(bank.post(UPLOAD, data=chunks(), headers=headers)) == (200, "00")
    connection = bank.raw()
    connection.putrequest("POST", UPLOAD)
    body = json.dumps({"no_validasi": "2", "upload": B64}).encode()
    headers |= {"Content-Length": str(len(body)), "Expect": "100-continue"}
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.sock.recv(25).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
    connection.send(body)
    assert json.loads(connection.getresponse().read())["RC"] == "00"
    connection.close()


def test_a_body_over_the_limit_is_413(bank):
    connection = bank.raw()
    connection.putrequest("POST", UPLOAD)
    size = 64 * 1024 * 1024 + 1
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    block = bytes(1024 * 1024)
    for _ in range(64):
        connection.send(block)
    connection.send(b"x")
    assert connection.getresponse().status == 413
    connection.close()


def test_other_paths_and_methods_are_refused_and_the_connection_lives_on(bank):
    assert bank.get("/").status_code == 404
    assert bank.get(UPLOAD).status_code == 405
    assert bank.session.head(bank.simulator.url + UPLOAD, timeout=20).status_code == 405
    assert verdict(bank.send()) == (200, "00")


def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_matter(bank):
    connection = bank.raw()
    connection.putrequest("POST", UPLOAD)
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"half")
    connection.close()
    assert verdict(bank.send()) == (200, "00")


def test_latency_delays_the_answer(join):
    with Simulator(SimulatorConfig(latency_s=0.2)) as simulator:
        began = time.monotonic()
        assert verdict(join(simulator).send()) == (200, "00")
        assert time.monotonic() - began >= 0.2
