"""The service itself: judges uploads and logins. It knows nothing of sockets."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event

from branchagent.simulator.answers import Answer, Response, ResponseCode, answer_for, token_answer
from branchagent.simulator.fault_kinds import FaultKind
from branchagent.simulator.faults import shape
from branchagent.simulator.ledger import Ledger, RedirectRecord, RequestRecord
from branchagent.simulator.parsing import Encoding, Upload, UploadError, encoding_of, parse_upload
from branchagent.simulator.rulebook import RuleBook
from branchagent.simulator.rules import LOGIN, NORMAL, Step
from branchagent.simulator.tokens import Gate

NUMBER_LENGTH = 20
_PDF_BEGINNING = b"%PDF-"
_SILENT = frozenset({FaultKind.HANG, FaultKind.CUT, FaultKind.CUT_STORED, FaultKind.RESET})
_MISREPORTED = frozenset({FaultKind.WRONG_NUMBER, FaultKind.RC00_ON_400})


@dataclass(frozen=True, slots=True)
class Ruling:
    """What to do about a request: the step that says how, the response (None: silence), and its code."""

    step: Step
    response: Response | None
    rc: str | None
    accepted: bool = False


def rule(step: Step, answer: Answer, *, accepted: bool = False) -> Ruling:
    """Turn a verdict into a ruling by the step."""
    if step.fault in _SILENT:
        return Ruling(step, None, None, accepted)
    told = step.processes or step.fault is None or step.fault in _MISREPORTED
    return Ruling(step, shape(step, answer), answer.rc if told else None, accepted)


class Service:
    """Judges requests by credentials, rules and what was accepted before; safe under threads."""

    def __init__(
        self, gate: Gate, rulebook: RuleBook, ledger: Ledger, announce: Callable[[str], None], latency_s: float
    ) -> None:
        self.gate = gate
        self.rulebook = rulebook
        self.ledger = ledger
        self.latency_s = latency_s
        self.is_down = Event()
        self._announce = announce

    def judge_upload(self, content_type: str, token: str | None, body: bytes) -> Ruling:
        """Judge an upload, store it if it is accepted, and record the verdict."""
        try:
            upload = parse_upload(content_type, body)
        except UploadError:
            upload = None
        ruling = self._rule(upload, self.gate.refusal(token))
        if upload is None and _brings_nothing(body):
            self.ledger.note_inquiry()
            self._say("token shown", encoding_of(content_type), len(body), ruling)
            return ruling
        self._note(ruling, upload, encoding_of(content_type), token)
        return ruling

    def judge_halfway(self, head: bytes, number: str | None, token: str | None) -> bool:
        """Whether an upload of which `head` has arrived is to be reset now; records it if so."""
        whole_service = self.rulebook.whole_service
        if number is None and whole_service is None:
            return False
        if self.rulebook.peek(number or "").fault is not FaultKind.RESET:
            return False
        ruling = rule(self.rulebook.take(number or ""), answer_for(ResponseCode.DATA_ERROR))
        self._record(ruling, number, None, token, size=len(head))
        return True

    def judge_login(self, api_key: str | None, body: bytes) -> Ruling:
        """Judge a login. A response code that `always` forces is for uploads only; faults concern both."""
        try:
            content = json.loads(body)
        except ValueError:
            content = None
        step = self.rulebook.take(LOGIN)
        if step is self.rulebook.whole_service and step.fault is None:
            step = NORMAL
        rc = step.forced_rc or self.gate.login_refusal(api_key, content)
        ruling = rule(step, token_answer(self.gate.admit()) if rc is None else answer_for(rc))
        self.ledger.note_login(granted=rc is None and step.fault is None)
        self._say("login", None, len(body), ruling)
        return ruling

    def note_redirected(self, method: str, token: str | None) -> None:
        """Record a client that followed a redirect."""
        self.ledger.note_redirect(RedirectRecord(datetime.now(UTC), method, _ending(token)))
        self._announce(f"redirect followed, {'with' if token else 'without'} its token")

    def _rule(self, upload: Upload | None, refusal: ResponseCode | None) -> Ruling:
        if upload is None or refusal is not None:
            always = self.rulebook.whole_service
            rc = refusal or (always.forced_rc if always else None) or ResponseCode.DATA_ERROR
            return rule(always if always and always.fault else NORMAL, answer_for(rc))
        step = self.rulebook.take(upload.number)
        if step.forced_rc is not None:
            return rule(step, answer_for(step.forced_rc))
        if not step.processes:
            return rule(step, answer_for(ResponseCode.UPLOADED, upload.number))
        rc = self._process(upload)
        return rule(step, answer_for(rc, upload.number), accepted=rc is ResponseCode.UPLOADED)

    def _process(self, upload: Upload) -> ResponseCode:
        if len(upload.number) > NUMBER_LENGTH:
            return ResponseCode.NOT_FOUND
        if not upload.content.startswith(_PDF_BEGINNING):
            return ResponseCode.FILE_ERROR
        accepted = self.ledger.accept(upload)
        return ResponseCode.UPLOADED if accepted else ResponseCode.ALREADY_UPLOADED

    def _note(self, ruling: Ruling, upload: Upload | None, encoding: Encoding | None, token: str | None) -> None:
        if upload is None:
            self._record(ruling, None, encoding, token, size=0)
        else:
            self._record(ruling, upload.number, encoding, token, size=len(upload.content), upload=upload)

    def _record(
        self,
        ruling: Ruling,
        number: str | None,
        encoding: Encoding | None,
        token: str | None,
        *,
        size: int,
        upload: Upload | None = None,
    ) -> None:
        fault = ruling.step.text if ruling.step.fault else None
        self.ledger.note_request(
            RequestRecord(
                at=datetime.now(UTC),
                number=number,
                encoding=encoding,
                file_name=upload.file_name if upload else None,
                part_type=upload.part_type if upload else None,
                size=size,
                sha256=upload.sha256 if upload else None,
                token_ending=_ending(token),
                accepted=ruling.accepted,
                rc=ruling.rc,
                status=ruling.response.status if ruling.response else None,
                fault=fault,
            )
        )
        self._say(number or "-", encoding, size, ruling)

    def _say(self, subject: str, encoding: Encoding | None, size: int, ruling: Ruling) -> None:
        words = [f"RC {ruling.rc}" if ruling.rc else "", ruling.step.text if ruling.step.fault else ""]
        outcome = ", ".join(word for word in words if word)
        # ascii(), because a number comes from outside and must not steer the terminal.
        self._announce(f"{ascii(subject)[1:-1]} {encoding or '-'} {size} B -> {outcome}")


def _brings_nothing(body: bytes) -> bool:
    """Tell whether a body holds no field at all: somebody only shows a token, to learn whether it would pass."""
    content = body.strip()
    return content in {b"", b"{}"} or (content.startswith(b"--") and b"\n" not in content)


def _ending(token: str | None) -> str | None:
    return token[-4:] if token else None
