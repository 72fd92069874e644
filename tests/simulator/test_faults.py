import http.client
import json
import socket
import time

import pytest
import requests
from rig.systems import not_on_wine

from branchagent.simulator.faults import PADDING_BYTES

RESETS = not_on_wine("it tells a reset connection as one that ended")
PDF = b"%PDF-1.7\n" + b"receipt " * 100
NUMBER = "01118053000013564019"
UPLOAD = "/siskohat/bank/setoranawal"


def faulty(bank, *steps, **options):
    bank.simulator.rule("*", *steps)
    return bank.send(**options)


def stored(bank):
    return NUMBER in bank.simulator.accepted


def test_hang_says_nothing_and_stores_nothing(bank):
    with pytest.raises(requests.ReadTimeout):
        faulty(bank, "hang", timeout=0.3)
    assert not stored(bank)


def test_hang_ends_by_closing(bank):
    with pytest.raises(requests.ConnectionError):
        faulty(bank, "hang:0.2")


def test_slow_answers_late_but_stores_at_once(bank):
    began = time.monotonic()
    assert faulty(bank, "slow:0.3").json()["RC"] == "00"
    assert time.monotonic() - began >= 0.3
    with pytest.raises(requests.ReadTimeout):
        faulty(bank, "slow:60", timeout=0.3)
    assert bank.simulator.requests[1].rc == "29"


def test_drip_answers_byte_by_byte(bank):
    began = time.monotonic()
    assert faulty(bank, "drip:0.001").json()["RC"] == "00"
    assert time.monotonic() - began >= 0.1


@pytest.mark.parametrize(("step", "kept"), [("cut", False), ("cut-stored", True)])
def test_cut_closes_without_an_answer(bank, step, kept):
    with pytest.raises(requests.ConnectionError):
        faulty(bank, step, "ok")
    assert stored(bank) is kept
    record = bank.simulator.requests[0]
    assert (record.accepted, record.rc, record.status, record.fault) == (kept, None, None, step)
    assert bank.send().json()["RC"] == ("29" if kept else "00")


@RESETS
def test_reset_comes_in_the_middle_of_the_body(bank):
    bank.simulator.rule("*", "reset", "ok")
    body = (
        b'--x\r\nContent-Disposition: form-data; name="no_validasi"\r\n\r\n' + NUMBER.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a.pdf"\r\n\r\n' + PDF
    )
    connection = bank.raw()
    connection.putrequest("POST", UPLOAD)
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(2 * len(body)))
    connection.endheaders(body)
    with pytest.raises(ConnectionResetError):
        connection.sock.recv(1)
    connection.close()
    assert bank.simulator.requests[0].fault == "reset"
    assert bank.send().json()["RC"] == "00"


def test_reset_reaches_json_that_names_its_number_last(bank):
    bank.simulator.rule("*", "reset")
    body = json.dumps({"upload": "JVBERi0=", "no_validasi": NUMBER})
    headers = {"x-access-key": "t", "Content-Type": "application/json"}
    with pytest.raises(requests.ConnectionError):
        bank.post(UPLOAD, data=body, headers=headers)
    assert not stored(bank)


def test_http_gives_its_status_and_retry_after(bank):
    plain, later, odd = faulty(bank, "http-503", "http-429:7", "http-499"), bank.send(), bank.send()
    assert (plain.status_code, plain.headers.get("Retry-After")) == (503, None)
    assert (later.status_code, later.headers["Retry-After"]) == (429, "7")
    assert odd.status_code == 499
    assert not stored(bank)


def test_html_is_a_page(bank):
    response = faulty(bank, "html")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert not stored(bank)


def test_redirect_tells_who_followed_it_with_the_token(bank):
    assert faulty(bank, "redirect", allow_redirects=False).status_code == 302
    assert bank.simulator.redirects == []
    faulty(bank, "redirect:307")
    record = bank.simulator.redirects[0]
    assert (record.method, record.token_ending) == ("POST", "here")
    assert bank.simulator.state["redirected"] == {"calls": 1, "with_token": 1}


def test_garbage_and_empty_are_no_json(bank):
    for step in ("garbage", "empty"):
        response = faulty(bank, step)
        assert response.status_code == 200
        with pytest.raises(requests.JSONDecodeError):
            response.json()
    assert not stored(bank)


def test_huge_is_padded(bank):
    response = faulty(bank, "huge")
    assert len(response.content) > PADDING_BYTES
    assert stored(bank)


def test_truncated_ends_before_its_length(bank):
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        faulty(bank, "truncated")
    assert stored(bank)


def test_gzip_and_bom_are_right_answers_in_disguise(bank):
    zipped = faulty(bank, "gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.json()["RC"] == "00"
    marked = faulty(bank, "bom")
    assert json.loads(marked.content.decode("utf-8-sig"))["RC"] == "29"
    assert marked.content.startswith(b"\xef\xbb\xbf")


def test_the_fields_are_bent(bank):
    assert faulty(bank, "lowercase").json()["rc"] == "00"
    assert faulty(bank, "number").json()["RC"] == 29
    assert "message" not in faulty(bank, "no-message").json()
    assert len(faulty(bank, "long-message").json()["message"]) == 500
    assert {"RC", "message", "data"} <= set(faulty(bank, "extra").json())


def test_false_successes_store_nothing(bank):
    wrong = faulty(bank, "wrong-number")
    assert (wrong.status_code, wrong.json()["RC"]) == (200, "00")
    assert wrong.json()["no_validasi"] != NUMBER
    contradicting = faulty(bank, "rc00-on-400")
    assert (contradicting.status_code, contradicting.json()["RC"]) == (400, "00")
    assert contradicting.json()["no_validasi"] == NUMBER
    assert not stored(bank)
    assert [record.accepted for record in bank.simulator.requests] == [False, False]


def test_down_closes_everything_and_up_ends_it(bank):
    bank.simulator.down()
    for path in (UPLOAD, "/umrah/bank/login"):
        with pytest.raises(requests.ConnectionError):
            bank.post(path, data=b"")
    bank.simulator.up()
    assert bank.send().json()["RC"] == "00"


def test_always_concerns_logins_too_if_it_is_a_fault(bank):
    bank.simulator.always("http-503")
    assert bank.send().status_code == 503
    assert bank.send(token=None).status_code == 503
    assert bank.post("/umrah/bank/login", json={}).status_code == 503
    bank.simulator.always("98")
    assert bank.send().json()["RC"] == "98"
    assert bank.post("/umrah/bank/login", json={}).json()["RC"] == "00"
    bank.simulator.normally()
    assert bank.send().json()["RC"] == "00"


@RESETS
def test_always_reset_needs_no_number(bank):
    bank.simulator.always("reset")
    with socket.create_connection(("127.0.0.1", bank.simulator.port), timeout=20) as client:
        client.sendall(f"POST {UPLOAD} HTTP/1.1\r\nContent-Length: 100\r\n\r\n".encode() + bytes(60))
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_closing_does_not_wait_for_what_hangs(bank):
    bank.simulator.rule("*", "hang")
    connection = bank.raw()
    body = json.dumps({"no_validasi": NUMBER, "upload": "JVBERi0="})
    connection.request("POST", UPLOAD, body, {"x-access-key": "t", "Content-Type": "application/json"})
    began = time.monotonic()
    bank.simulator.close()
    assert time.monotonic() - began < 10
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()
