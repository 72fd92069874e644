"""A service or proxy that sends our secrets back, or elsewhere, gets them nowhere."""

import html
import itertools
import json
import urllib.parse

import pytest
from rig.guarded import LOGIN, UPLOAD, posix, sign_in
from rig.marked import Search, forms, mark
from rig.mirrors import Mirror, echo_authorization, in_json
from rig.receipts import number, receipt
from rig.waiting import wait_until

NOT_IN_A_MESSAGE = {
    "gzipped",
    "in JSON, all escaped",
    "in latin-1",
    "in UTF-16-LE",
    "in UTF-16-BE",
    "in base64, wrapped",
}
"""Some of them make no JSON, or come in a way of their own below. A base64 that was wrapped is not looked for."""


def hostile_answers(request, token, elsewhere):
    """Give what a service at its worst answers about its client's own token."""
    heads = json.dumps(request.headers)
    page = f"<html><h1>500</h1><pre>{html.escape(request.raw[:900].decode('latin-1'))}</pre></html>"
    for form, written in forms(token).items():
        if form not in NOT_IN_A_MESSAGE and not form.startswith("cut"):
            yield in_json(400, RC="05", message=f"no such key: {written.decode('latin-1')} .")
    escaped = "".join(f"\\u{ord(each):04x}" for each in token)
    yield 400, {"Content-Type": "application/json"}, f'{{"RC":"05","message":"{escaped}"}}'.encode()
    yield 400, {"Content-Type": "application/json"}, json.dumps({"RC": "05", "message": token}).encode("utf-16")
    yield 400, {"Content-Type": "application/json"}, json.dumps({"RC": "28", "message": token}).encode("utf-32")
    yield in_json(200, RC="05", message="x", no_validasi=token)
    yield in_json(200, RC=token, message=token)
    for status in (400, 401, 403, 404, 413, 422, 429, 500, 503):
        yield status, {"Content-Type": "text/html", "Retry-After": token}, page.encode()
        yield status, {"Content-Type": "text/plain", "X-Echo": token}, heads.encode()
    yield 401, {"WWW-Authenticate": f"Bearer {token}"}, token.encode("utf-16-le")
    for rc in ("96", "97", "98", "99", "28", "ZZ"):
        yield in_json(400, RC=rc, message=f"{token} is no good ({urllib.parse.quote(token, safe='')})")
    for status in (301, 302, 303, 307, 308):
        yield status, {"Location": f"{elsewhere}/x?token={urllib.parse.quote(token)}", "X-Token": token}, token.encode()
    yield 302, {"Location": f"http://[{token}"}, token.encode()
    yield 200, {"Content-Encoding": "gzip"}, token.encode()
    yield 200, {"Content-Type": f"text/{token}"}, token.encode()
    yield 200, {":reason": token}, b'{"RC":"05","message":"' + token.encode() + b'"'
    yield 200, {"Content-Length": 5000, "Connection": "close"}, token.encode()
    yield None


class HostileService:
    """Answers the first try of each receipt by the next hostile answer, and RC 05 with an echo from then on."""

    def __init__(self, elsewhere, login_token):
        self.elsewhere = elsewhere
        self.login_token = login_token
        self.logins = itertools.count()
        self.first = set()

    def answer(self, request):
        if request.method == "HEAD":
            return 302, {"Location": f"{self.elsewhere}/head?token={self.login_token}"}, b""
        if request.path == LOGIN:
            return in_json(200, RC="00", token=f"{self.login_token}{next(self.logins)}")
        token = request.headers.get("x-access-key", "")
        found = [index for index in range(90) if number(index).encode() in request.body]
        answers = list(hostile_answers(request, token, self.elsewhere))
        if not found or found[0] in self.first:
            return in_json(400, RC="05", message=f"{token} again")
        self.first.add(found[0])
        return answers[found[0] % len(answers)]

    @property
    def count(self):
        blank = type("Blank", (), {"headers": {}, "raw": b""})
        return len(list(hostile_answers(blank, "x", "")))


@posix
@pytest.mark.parametrize(("mode", "encoding"), [("token", "multipart"), ("login", "json")])
def test_a_service_that_sends_our_token_back_gets_it_nowhere(guard, secrets, mode, encoding):
    token = mark("jwt", "+/=&.-_\"\\'<>%")
    with Mirror() as elsewhere, Mirror() as mirror:
        service = HostileService(elsewhere.url, token)
        mirror.answer = service.answer
        quick = {"upload__retries": 2, "upload__longest_wait_s": 0.1}
        branch = guard(mirror.url, credentials__mode=mode, server__encoding=encoding, **quick)
        branch.search = branch.watch._search = Search({**secrets, "token of a login": token})
        sign_in(branch, options=("--force",))
        for index in range(service.count):
            branch.drop(f"{number(index)}.pdf", receipt(number(index)))

        def all_filed():
            if branch.status()["state"] == "sign-in":
                sign_in(branch, options=("--force",))
            return len(service.first) == service.count and branch.waiting() == []

        with branch.runs():
            wait_until(all_filed, 120, branch.log)
            branch.look_around()
        assert elsewhere.received == []
        own = {"token": "token", "login": "token of a login"}[mode]
        sent = [branch.search.within(each.raw) for each in mirror.of(UPLOAD) if each.method == "POST"]
        assert sent == [{own}] * len(sent)


REFUSED_LOGINS = {
    "RC 98": lambda echo: in_json(400, RC="98", message=f"wrong: {echo}"),
    "RC 98 with fields": lambda echo: in_json(200, RC="98", message=echo, token=echo),
    "HTTP 401": lambda echo: (401, {"WWW-Authenticate": echo.encode("ascii", "ignore").decode()}, echo.encode()),
    "HTTP 400 in HTML": lambda echo: (400, {"Content-Type": "text/html"}, f"<pre>{html.escape(echo)}".encode()),
    "HTTP 500": lambda echo: (500, {"Content-Type": "text/plain"}, echo.encode()),
    "RC 99": lambda echo: in_json(400, RC="99", message=urllib.parse.quote(echo)),
    "no token": lambda echo: in_json(200, RC="00", message=echo, tokens=echo),
    "an unfit token": lambda echo: in_json(200, RC="00", token=f"{echo} {echo}"),
    "no JSON": lambda echo: (200, {}, echo.encode()),
    "cut": lambda _: None,
}


@posix
def test_a_login_that_is_refused_with_an_echo_tells_no_secret(guard, secrets):
    # What may not have been looked at is told as a trouble of the service, so a real refusal comes last.
    answers = [*REFUSED_LOGINS.values()][::-1]
    with Mirror() as elsewhere, Mirror() as mirror:
        branch = guard(mirror.url, credentials__mode="login", upload__longest_wait_s=0.1)

        def answer(request):
            if request.path == LOGIN:
                sent = [*json.loads(request.body).values(), request.headers["x-key"]]
                # Each to the command, and then to the agent.
                return answers[(len(mirror.of(LOGIN)) - 1) // 2](" / ".join(sent))
            return 307, {"Location": f"{elsewhere.url}/{urllib.parse.quote(secrets['api key'])}"}, b""

        mirror.answer = answer
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs():
            branch.wait_for_state("sign-in")
            for index in range(len(answers)):
                sign_in(branch, options=("--force",), code=None)
                wait_until(lambda index=index: len(mirror.of(LOGIN)) == 2 * index + 2, 30, branch.log)
            branch.wait_for_state("sign-in")
            branch.look_around()
        assert len(mirror.of(LOGIN)) == 2 * len(answers)
        assert elsewhere.received == []
        assert [each for each in mirror.of(UPLOAD) if each.method != "HEAD"] == []


@posix
@pytest.mark.parametrize("status", [302, 307])
def test_a_login_that_is_redirected_takes_its_password_nowhere(guard, secrets, status):
    with Mirror() as elsewhere, Mirror() as mirror:
        place = f"{elsewhere.url}/login?password={urllib.parse.quote(secrets['password'])}"
        mirror.answer = lambda _: (status, {"Location": place}, b"")
        branch = guard(mirror.url, credentials__mode="login")
        sign_in(branch)
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        branch.command("run", "--once", "--verbose", code=1)
        branch.look_around()
        assert elsewhere.received == []
        assert len(mirror.of(LOGIN)) >= 2


@posix
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_sends_its_password_back_gets_it_nowhere(guard, secrets, scheme):
    stored = secrets["proxy's password"]
    with Mirror(echo_authorization) as proxy:
        branch = guard(f"{scheme}://127.0.0.1:9", server__proxy=proxy.url, upload__longest_wait_s=0.2)
        sign_in(branch)
        proxy_login = ("login", "--proxy", "--username", "kasir", "--password-stdin")
        branch.command(*proxy_login, stdin=f"{stored}\n", code=1)
        branch.command(*proxy_login, "--force", stdin=f"{stored}\n")
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        with branch.runs():
            branch.wait_for_state("sign-in")
            branch.look_around()
        offered = [each for each in proxy.received if b"proxy-authorization" in each.raw.lower()]
        assert len(offered) >= 2
        if scheme == "https":
            assert Search({"token": secrets["token"]}).within(b"".join(each.raw for each in proxy.received)) == set()
