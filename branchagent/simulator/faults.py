"""The odd answers: each turns a verdict into a response that a client must survive."""

import gzip
import json
import os
from collections.abc import Callable, Mapping

from branchagent.simulator.answers import Answer, Response, answer_for, json_response, text_response
from branchagent.simulator.fault_kinds import FaultKind
from branchagent.simulator.rules import Step

ELSEWHERE = "/siskohat/bank/elsewhere"
"""Where a redirect points; it records who follows, and whether a token came along."""

PADDING_BYTES = 10_000_000
_LONG_MESSAGE = ("Mohon maaf, terjadi gangguan pada layanan. " * 12)[:500]
_PAGE = "<!DOCTYPE html><html><head><title>Portal</title></head><body><h1>Silakan masuk ke jaringan</h1></body></html>"
_Shape = Callable[[Step, Answer], Response]


def shape(step: Step, answer: Answer) -> Response:
    """The response that this step makes of a verdict; the plain one if its fault lies elsewhere."""
    shaper = _SHAPES.get(step.fault) if step.fault is not None else None
    return plain(answer) if shaper is None else shaper(step, answer)


def plain(answer: Answer) -> Response:
    """The response of a service in good health."""
    return json_response(answer.status, answer.fields)


def _http(step: Step, _answer: Answer) -> Response:
    status = step.status or 503
    response = text_response(status, f"HTTP {status}\n")
    if step.argument is None:
        return response
    retry_after = ("Retry-After", f"{step.argument:.0f}")
    return Response(status, response.body, response.content_type, headers=(retry_after,))


def _html(_step: Step, _answer: Answer) -> Response:
    return Response(200, _PAGE.encode("utf-8"), content_type="text/html; charset=utf-8")


def _redirect(step: Step, _answer: Answer) -> Response:
    return Response(int(step.argument or 302), b"", headers=(("Location", ELSEWHERE),))


def _garbage(_step: Step, _answer: Answer) -> Response:
    # 0xFF begins neither UTF-8 nor a compressed stream, so chance cannot make sense of it.
    return Response(200, b"\xff" + os.urandom(511))


def _empty(_step: Step, _answer: Answer) -> Response:
    return Response(200, b"")


def _huge(_step: Step, answer: Answer) -> Response:
    return Response(answer.status, _body(answer.fields) + b" " * PADDING_BYTES)


def _truncated(_step: Step, answer: Answer) -> Response:
    body = _body(answer.fields)
    return Response(answer.status, body[:-10], missing=10, close=True)


def _gzip(_step: Step, answer: Answer) -> Response:
    body = gzip.compress(_body(answer.fields))
    return Response(answer.status, body, headers=(("Content-Encoding", "gzip"),))


def _bom(_step: Step, answer: Answer) -> Response:
    return Response(answer.status, b"\xef\xbb\xbf" + _body(answer.fields))


def _lowercase(_step: Step, answer: Answer) -> Response:
    rest = {key: value for key, value in answer.fields.items() if key != "RC"}
    return json_response(answer.status, {"rc": answer.rc, **rest})


def _number(_step: Step, answer: Answer) -> Response:
    rc: object = int(answer.rc) if answer.rc.isdecimal() else answer.rc
    return json_response(answer.status, {**answer.fields, "RC": rc})


def _wrong_number(_step: Step, _answer: Answer) -> Response:
    return json_response(200, answer_for("00", "99999999999999999999").fields)


def _rc00_on_400(_step: Step, answer: Answer) -> Response:
    return json_response(400, answer_for("00", str(answer.fields.get("no_validasi", ""))).fields)


def _no_message(_step: Step, answer: Answer) -> Response:
    return json_response(answer.status, {key: value for key, value in answer.fields.items() if key != "message"})


def _long_message(_step: Step, answer: Answer) -> Response:
    return json_response(answer.status, {**answer.fields, "message": _LONG_MESSAGE})


def _extra(_step: Step, answer: Answer) -> Response:
    surprise = {"id": 7, "data": {"status": ["diterima", None]}, "waktu": "2021-04-12 08:00:00"}
    return json_response(answer.status, {**answer.fields, **surprise})


def _body(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8")


_SHAPES: dict[FaultKind, _Shape] = {
    FaultKind.HTTP: _http,
    FaultKind.HTML: _html,
    FaultKind.REDIRECT: _redirect,
    FaultKind.GARBAGE: _garbage,
    FaultKind.EMPTY: _empty,
    FaultKind.HUGE: _huge,
    FaultKind.TRUNCATED: _truncated,
    FaultKind.GZIP: _gzip,
    FaultKind.BOM: _bom,
    FaultKind.LOWERCASE: _lowercase,
    FaultKind.NUMBER: _number,
    FaultKind.WRONG_NUMBER: _wrong_number,
    FaultKind.RC00_ON_400: _rc00_on_400,
    FaultKind.NO_MESSAGE: _no_message,
    FaultKind.LONG_MESSAGE: _long_message,
    FaultKind.EXTRA: _extra,
}
