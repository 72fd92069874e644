"""The login and the inquiry about a token, at a server that nobody here wrote: Express, its JSON parser and multer."""

import pytest
from rig.branches import Branch
from rig.expectations import expect_filed, expect_only
from rig.receipts import number, receipt

from branchagent.settings.model import CredentialsSettings, FolderSettings, ServerSettings, Settings
from branchagent.signing_in import NoTokenError, make_source
from branchagent.trials import Result, try_credentials, try_token
from branchagent.uploading import Endpoint, Uploader
from branchagent.wire import Route

USER, PASSWORD, KEY = "cabang", 'sandi "benar" é/+', "kunci-bank"
NAMES = {
    "login_path": "v2/masuk",
    "username_field": "user_id",
    "password_field": "kata_sandi",
    "token_field": "data.akses.token",
    "api_key_header": "x-kunci",
}
ROUTE = Route(timeout_s=20.0)
ORDERS = ["first", "last"]
ENCODINGS = ["multipart", "json"]


class Held:
    """Credentials in memory."""

    def __init__(self, **entries):
        self._entries = {"username": USER, "password": PASSWORD, "api-key": KEY} | entries

    def get(self, entry):
        return self._entries.get(entry)


def source(url, credentials, **names):
    return make_source(CredentialsSettings(mode="login", **{**NAMES, **names}), url, ROUTE, credentials)


def settings_for(url, encoding, tmp_path, mode="token"):
    server = ServerSettings(url=url, encoding=encoding, token_header="x-kunci-akses")
    return Settings(
        folder=FolderSettings(path=tmp_path), server=server, credentials=CredentialsSettings(mode=mode, **NAMES)
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_login_by_the_settings_names_gives_a_token_that_uploads(receiver, order, encoding):
    url = f"{receiver}/{order}"
    token = source(url, Held()).fetch().text
    assert token.startswith("token-")
    uploader = Uploader(Endpoint(url, encoding, "x-kunci-akses"), ROUTE)
    fact = uploader.upload(number(1), receipt(number(1)), token)
    refused = uploader.upload(number(1), receipt(number(1)), "token-of-nobody")
    uploader.close()
    assert (fact.status, b'"RC":"00"' in fact.body) == (200, True), fact.body
    assert (refused.status, b'"RC":"98"' in refused.body) == (400, True), refused.body


WRONG = {
    "password": {"password": "sandi salah"},
    "user name": {"username": "siapa"},
    "key": {"api-key": "kunci-lain"},
    "no key": {"api-key": None},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(("order", "said"), [("first", "(97) salah"), ("last", "HTTP 401")])
def test_wrong_credentials_are_a_refusal_by_rc_as_by_status(receiver, order, said, wrong):
    with pytest.raises(NoTokenError) as told:
        source(f"{receiver}/{order}", Held(**wrong)).fetch()
    assert said in str(told.value)


@pytest.mark.parametrize("name", ["username_field", "password_field", "api_key_header"])
def test_other_names_than_the_services_are_refused(receiver, name):
    with pytest.raises(NoTokenError):
        source(f"{receiver}/first", Held(), **{name: "x-other"}).fetch()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("order", ORDERS)
def test_an_inquiry_without_a_receipt_tells_a_good_token_from_a_bad_one(receiver, order, encoding, tmp_path):
    url = f"{receiver}/{order}"
    settings = settings_for(url, encoding, tmp_path)
    token = source(url, Held()).fetch().text
    good, bad = try_token(settings, ROUTE, token), try_token(settings, ROUTE, "token-of-nobody")
    assert (good.result, bad.result) == (Result.WORKS, Result.REFUSED), (good, bad)
    assert bad.detail == "(98) API key tidak berlaku"
    assert good.detail.startswith("(99) ")


def test_credentials_are_tried_by_a_login(receiver, tmp_path):
    settings = settings_for(f"{receiver}/last", "json", tmp_path, "login")
    assert try_credentials(settings, ROUTE, Held()).result is Result.WORKS
    assert try_credentials(settings, ROUTE, Held(password="sandi salah")).result is Result.REFUSED


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_program_signs_in_and_uploads_by_the_settings_names(receiver, keyring, tmp_path, encoding):
    names = {f"credentials__{name}": value for name, value in NAMES.items()}
    server = {"server__encoding": encoding, "server__token_header": "x-kunci-akses"}
    branch = Branch(tmp_path / "branch", f"{receiver}/first", keyring, credentials__mode="login", **names, **server)
    given = ("login", "--username", USER, "--password-stdin", "--api-key-stdin")
    branch.command(*given, stdin=f"{KEY}\nsandi salah\n", code=1)
    branch.command(*given, stdin=f"{KEY}\n{PASSWORD}\n")
    with branch.agent():
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        expect_filed(branch, f"{number(1)}.pdf", receipt(number(1)), "done", "accepted", rc="00", attempts=1)
        expect_only(branch, f"done/{number(1)}.pdf")
    assert not any(secret in branch.told() + branch.log() for secret in (PASSWORD, KEY))
