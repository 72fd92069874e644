"""The request that carries a receipt, against the simulator and from several threads."""

import base64
import email
import email.policy
import hashlib
import json
import threading

import pytest

from branchagent.core.verdicts import Answered, InDoubt
from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.uploading import Endpoint, json_body, multipart_body

NUMBER = "01118053000013564019"
TOKEN = "a.token.here"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\r\n--boundary\r\n%%EOF"


@pytest.fixture
def simulator():
    with Simulator() as simulator:
        yield simulator


@pytest.mark.parametrize("encoding", ["multipart", "json"])
def test_a_receipt_arrives_byte_for_byte(simulator, uploader, rc_of, encoding):
    fact = uploader(simulator.url, encoding).upload(NUMBER, PDF, TOKEN)
    assert (fact.status, rc_of(fact)) == (200, "00")
    assert simulator.accepted[NUMBER].content == PDF
    record = simulator.requests[0]
    assert (record.encoding, record.number, record.token_ending) == (encoding, NUMBER, TOKEN[-4:])


def test_the_address_is_the_base_and_the_path_of_the_dis():
    assert Endpoint("https://bank.example/base").url == "https://bank.example/base/siskohat/bank/setoranawal"
    assert Endpoint("https://bank.example/").url == "https://bank.example/siskohat/bank/setoranawal"


def test_the_token_goes_into_the_header_of_the_settings(serve, uploader, answer):
    server = serve(answer())
    uploader(server.url, token_header="X-Other").upload(NUMBER, PDF, TOKEN)
    head = server.requests[0][0].lower()
    assert b"\r\nx-other: a.token.here\r\n" in head + b"\r\n"
    assert b"x-access-key" not in head


def test_the_form_is_what_a_mail_parser_reads():
    content_type, body = multipart_body(NUMBER, PDF)
    message = email.message_from_bytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=email.policy.HTTP
    )
    number, upload = message.iter_parts()
    assert number.get_payload() == NUMBER
    assert (upload.get_filename(), upload.get_content_type()) == (f"{NUMBER}.pdf", "application/pdf")


def test_two_forms_have_different_boundaries():
    assert multipart_body(NUMBER, PDF)[0] != multipart_body(NUMBER, PDF)[0]


def test_the_json_is_the_dis_read_literally():
    content_type, body = json_body(NUMBER, PDF)
    assert content_type == "application/json"
    assert json.loads(body) == {"no_validasi": NUMBER, "upload": base64.b64encode(PDF).decode()}


def test_uploads_of_one_thread_use_one_connection(serve, uploader, answer):
    server = serve(answer())
    sender = uploader(server.url)
    for _ in range(5):
        assert isinstance(sender.upload(NUMBER, PDF, TOKEN), Answered)
    assert server.connections == 1


def test_an_upload_after_an_idle_connection_was_closed_is_not_in_doubt(serve, uploader, answer, until):
    closed = []

    def once(server, line):
        server.requests.append(line.request())
        line.send(answer())
        line._connection.close()
        closed.append(True)

    sender = uploader(serve(once).url)
    facts = []
    for number in range(1, 4):
        facts.append(sender.upload(NUMBER, PDF, TOKEN))
        until(lambda expected=number: len(closed) == expected)
    assert all(isinstance(fact, Answered) for fact in facts)


def test_the_body_of_a_second_try_is_whole(serve, uploader, answer):
    """A retried request that forgot to rewind its body sent nothing elsewhere."""

    def first_cut(server, line):
        while (request := line.request()) is not None:
            server.requests.append(request)
            if len(server.requests) == 1:
                return
            line.send(answer())

    server = serve(first_cut)
    sender = uploader(server.url)
    assert isinstance(sender.upload(NUMBER, PDF, TOKEN), InDoubt)
    assert isinstance(sender.upload(NUMBER, PDF, TOKEN), Answered)
    assert len(server.requests) == 2
    assert all(PDF in body for _, body in server.requests)


def test_a_hundred_uploads_from_four_threads_all_arrive(simulator, uploader, rc_of):
    sender = uploader(simulator.url)
    contents = {f"{index:020}": PDF + str(index).encode() for index in range(100)}
    codes = []

    def send(numbers):
        codes.extend(rc_of(sender.upload(number, contents[number], TOKEN)) for number in numbers)

    numbers = list(contents)
    threads = [threading.Thread(target=send, args=(numbers[index::4],)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["00"] * 100
    assert {number: kept.sha256 for number, kept in simulator.accepted.items()} == {
        number: hashlib.sha256(content).hexdigest() for number, content in contents.items()
    }


def test_tls_carries_it_too(uploader, rc_of, tmp_path):
    with Simulator(SimulatorConfig(https=True, ca_file=tmp_path / "ca.pem")) as simulator:
        fact = uploader(simulator.url, ca_bundle=tmp_path / "ca.pem").upload(NUMBER, PDF, TOKEN)
        assert rc_of(fact) == "00"
        assert simulator.accepted[NUMBER].content == PDF
