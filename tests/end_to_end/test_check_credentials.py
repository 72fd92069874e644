"""`check` on the credentials: whether they are there, how long they last, and whether the service takes them."""

import base64
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rig.branches import TOKEN, Branch
from rig.keyrings import PASSWORD, private_bus, real_one_is_here
from rig.mirrors import Mirror, in_json
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig

CLERKS_PASSWORD = "password-of-clerk"
DAY_S = 86_400


def findings(branch, code):
    lines = branch.command("check", "--json", code=code).stdout.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def wrong(found):
    return {what for what, finding in found.items() if not finding["ok"]}


@pytest.fixture
def bank():
    """A service of its own, because its branch's entries in the keyring change."""
    with Simulator() as simulator:
        yield simulator


def jwt(expires_at):
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "bank", "exp": int(expires_at)})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def store(branch, token):
    branch.command("login", "--token-stdin", "--force", stdin=f"{token}\n")


def test_missing_credentials(make_branch, bank):
    found = findings(make_branch(url=bank.url), 1)
    assert wrong(found) == {"keyring"}
    assert "branchagent login" in found["keyring"]["remedy"]
    assert found["token"]["level"] == found["sign-in"]["level"] == "skipped"
    assert bank.inquiries == 0


def test_no_keyring(branch):
    branch.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    branch.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    found = findings(branch, 1)
    assert wrong(found) == {"keyring"}
    assert "keyring.backends.fail" in found["keyring"]["found"]
    assert "systemd" in found["keyring"]["remedy"]


@pytest.fixture
def desktop():
    """A keyring of its own, to be locked."""
    if not real_one_is_here():
        pytest.skip("only a Secret Service can be locked")
    # Short, because a socket's path has little room.
    with TemporaryDirectory(prefix="rig-") as folder, private_bus(Path(folder)) as bus, bus.keyring_daemon(PASSWORD):
        yield bus


def test_a_locked_keyring_is_told_and_nobody_is_asked_to_unlock_it(tmp_path, bank, desktop):
    branch = Branch(tmp_path / "branch", bank.url, desktop.environment)
    branch.login()
    desktop.lock()
    with desktop.person_at_the_screen() as asked:
        found = findings(branch, 1)
        branch.set(server__proxy=bank.url)
        behind_proxy = findings(branch, 1)
    assert asked == []
    desktop.lock()
    refused = branch.command("logout", code=1).stderr
    assert found["keyring"]["remedy"] in refused
    assert wrong(found) == wrong(behind_proxy) == {"keyring"}
    assert "terkunci" in found["keyring"]["found"]
    assert "kuncinya" in found["keyring"]["remedy"]


def test_systemd_credentials_outside_of_their_unit(branch):
    branch.set(credentials__store="systemd")
    found = findings(branch, 1)
    assert wrong(found) == {"keyring"}
    assert "CREDENTIALS_DIRECTORY" in found["keyring"]["found"]
    assert "unit" in found["keyring"]["remedy"]


def test_an_expired_token(make_branch, bank):
    branch = make_branch(url=bank.url)
    store(branch, jwt(time.time() - 3600))
    found = findings(branch, 1)
    assert wrong(found) == {"token"}
    assert "branchagent login" in found["token"]["remedy"]
    assert found["sign-in"]["level"] == "skipped"
    assert "token" in found["sign-in"]["found"]


@pytest.mark.parametrize(
    ("days", "level", "left"),
    [(30, "ok", "29 hari"), (6.9, "warning", "6 hari"), (2.9, "warning", "2 hari"), (0.9, "warning", "21 jam")],
)
def test_a_tokens_last_days(make_branch, bank, days, level, left):
    branch = make_branch(url=bank.url)
    store(branch, jwt(time.time() + days * DAY_S))
    token = findings(branch, 0)["token"]
    assert token["level"] == level
    assert left in token["found"]
    assert ("branchagent login" in token["remedy"]) == (level == "warning")


PAGE = f"""<!doctype html><html><head><title>404 Tidak ditemukan</title><style>{"p{} " * 50}</style></head>
<body><h1>Halaman</h1></body></html>"""
QUOTED = {
    "a page": ((404, {"Content-Type": "text/html"}, PAGE.encode()), 1, "HTML: 404 Tidak ditemukan"),
    "a page without a title": ((503, {}, b"<html><body>sibuk</body></html>"), 1, "HTML: -"),
    "a long text": ((400, {"Content-Type": "text/plain"}, b"salah " * 50), 0, "salah salah..."),
    "a long message": (in_json(400, RC="98", message="kunci " * 80), 1, "(98) kunci kunci..."),
}


@pytest.mark.parametrize("kind", QUOTED)
def test_of_what_was_answered_a_short_line_is_quoted(make_branch, kind):
    answer, ends_with, quote = QUOTED[kind]
    with Mirror(lambda request: (405, {}, b"") if request.method == "HEAD" else answer) as bank:
        branch = make_branch(url=bank.url)
        login = branch.command("login", "--token-stdin", "--force", stdin=f"{TOKEN}\n").stderr
        found = findings(branch, ends_with)["sign-in"]["found"]
    for told in (login, found):
        assert quote.removesuffix("...") in told
        assert ("..." in told) == ("..." in quote)
        assert all(len(line) < 250 for line in told.splitlines())
        assert not {"<", "{"} & set(told)


def test_a_token_that_names_no_end(make_branch, bank):
    branch = make_branch(url=bank.url)
    store(branch, "opaque-token")
    token = findings(branch, 0)["token"]
    assert token["level"] == "ok"
    assert "tidak menyebut" in token["found"]


def test_a_token_whose_end_cannot_be_read_here(make_branch, bank, tmp_path):
    # As where machine code that the reader stands on does not load.
    (tmp_path / "jwt.py").write_text("raise ImportError('DLL load failed')")
    branch = make_branch(url=bank.url)
    branch.environment["PYTHONPATH"] = str(tmp_path)
    store(branch, jwt(time.time() + 30 * DAY_S))
    token = findings(branch, 0)["token"]
    assert token["level"] == "warning"
    assert "DLL load failed" in token["found"]
    assert "Pasang ulang" in token["remedy"]
    with branch.agent():
        for each in (number(411), number(412)):
            branch.drop(f"{each}.pdf", receipt(each))
        wait_until(lambda: len(bank.accepted) == 2, 30, branch.log)
    told = [line for line in branch.log().splitlines() if "WARNING" in line]
    assert len(told) == 1
    assert "token-end-unreadable" in told[0]
    assert "DLL load failed" in told[0]


def test_a_token_that_the_service_refuses(make_branch, bank):
    branch = make_branch(url=bank.url)
    store(branch, TOKEN)
    bank.reset()
    bank.expect_token("another-token")
    found = findings(branch, 1)
    assert wrong(found) == {"sign-in"}
    assert "96" in found["sign-in"]["found"] or "98" in found["sign-in"]["found"]
    assert "branchagent login" in found["sign-in"]["remedy"]
    assert (bank.requests, bank.inquiries) == ([], 1)


@pytest.fixture
def login_bank():
    with Simulator(SimulatorConfig(user="clerk", password=CLERKS_PASSWORD, api_key="key-of-bank")) as simulator:
        yield simulator


def log_in(branch, password=CLERKS_PASSWORD):
    arguments = ("login", "--username", "clerk", "--password-stdin", "--api-key-stdin", "--force")
    branch.command(*arguments, stdin=f"key-of-bank\n{password}\n")


def test_user_name_and_password(make_branch, login_bank):
    branch = make_branch(url=login_bank.url, credentials__mode="login")
    log_in(branch)
    before = login_bank.logins
    shown = branch.command("check", "--json").stdout
    assert login_bank.logins == before + 1
    assert (login_bank.requests, login_bank.inquiries) == ([], 2)
    assert "WIB" in next(line for line in shown.splitlines() if '"sign-in"' in line)
    assert not any(secret in shown for secret in (CLERKS_PASSWORD, "key-of-bank"))


def test_a_wrong_password(make_branch, login_bank):
    branch = make_branch(url=login_bank.url, credentials__mode="login")
    log_in(branch, "another-password")
    found = findings(branch, 1)
    assert wrong(found) == {"sign-in"}
    assert "branchagent login" in found["sign-in"]["remedy"]


def test_a_missing_password(make_branch, login_bank):
    branch = make_branch(url=login_bank.url, credentials__mode="login")
    found = findings(branch, 1)
    assert wrong(found) == {"keyring"}
    assert "username, password" in found["keyring"]["found"]
    assert "api-key: tidak ada (tidak wajib)" in found["keyring"]["details"]


LOGIN = "/umrah/bank/login"
AFTER_THE_LOGIN = {
    "nothing takes uploads there": ((404, {"Content-Type": "text/html"}, b"<html>Not Found"), 0, 1, "server.url"),
    "the service has a fault": (in_json(503), 0, 1, "pengelola"),
    "it does not say": (in_json(400), 0, 0, "server.encoding"),
    "the token is refused": (in_json(400, RC="98", message="kunci tidak valid"), 1, 1, "credentials.token_field"),
    "no token was found": (in_json(400, RC="97", message="kunci belum dikirim"), 1, 1, "server.token_header"),
}


@pytest.mark.parametrize("kind", AFTER_THE_LOGIN)
def test_a_login_that_works_does_not_hide_what_is_wrong_with_uploads(make_branch, kind):
    answer, login_ends_with, check_ends_with, remedy = AFTER_THE_LOGIN[kind]
    given = ("login", "--username", "clerk", "--password-stdin")

    def answers(request):
        if request.method == "HEAD":
            return 405, {}, b""
        return in_json(200, RC="00", token="opaque-but-fine") if request.path == LOGIN else answer

    with Mirror(answers) as bank:
        branch = make_branch(url=bank.url, credentials__mode="login")
        told = branch.command(*given, stdin=f"{CLERKS_PASSWORD}\n", code=login_ends_with)
        assert "login" in told.stderr
        if login_ends_with:
            assert wrong(findings(branch, 1)) == {"keyring"}
            branch.command(*given, "--force", stdin=f"{CLERKS_PASSWORD}\n")
        found = findings(branch, check_ends_with)
    assert wrong(found) == ({"sign-in"} if check_ends_with else set())
    assert found["sign-in"]["level"] in {"wrong", "warning"}
    assert remedy in found["sign-in"]["remedy"]
    assert "login" in json.dumps(found["sign-in"]).lower()
