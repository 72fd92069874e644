"""A service whose certificate is wrong, by the real program: all waits, the reason is told, and it goes out later."""

import pytest
from rig.authorities import Authority, self_signed_server
from rig.expectations import expect_filed, expect_only, expect_stored
from rig.receipts import number, receipt
from rig.waiting import wait_until

from branchagent.simulator import Simulator, SimulatorConfig
from branchagent.simulator.server import Server

NUMBER = number(951)
NOTHING = {"done": [], "duplicate": [], "failed": []}


class SecureSimulator(Simulator):
    """A service that shows the certificate of a test."""

    def __init__(self, context, port=0):
        super().__init__(SimulatorConfig(https=True, port=port))
        self._context = context

    def start(self):
        self._server = Server("127.0.0.1", self._config.port, self._service, self._context)
        self._server.start()

    def show(self, context):
        """Show another certificate from the next connection on."""
        self._server._context = context


@pytest.fixture(scope="module")
def authority():
    """The authority that the branch trusts."""
    return Authority()


BAD = {
    "issued by Bank Contoh, Otoritas Lain": lambda _, __: Authority("Otoritas Lain").server(),
    "issued by siskohat-appliance": lambda _, folder: self_signed_server(folder),
    "IP address mismatch": lambda authority, _: authority.server("siskohat.example"),
    "certificate has expired": lambda authority, _: authority.expired_server(),
    "certificate is not yet valid": lambda authority, _: authority.server_not_yet_valid(),
    "Bank Contoh TLS Inspection CA": lambda _, __: Authority("Bank Contoh TLS Inspection CA").server(),
    "CERTIFICATE_REQUIRED": lambda authority, _: authority.server(wants_client=True),
}


@pytest.mark.parametrize(
    ("language", "certificate", "no_connection"),
    [("en", "certificate", "No connection to"), ("id", "ertifikat", "Koneksi ke SISKOHAT terputus")],
)
def test_a_receipt_waits_until_the_certificate_is_mended(
    make_branch, authority, tmp_path, language, certificate, no_connection
):
    with SecureSimulator(authority.expired_server()) as service:
        bundle = authority.write(tmp_path / "ca.pem")
        branch = make_branch(url=service.url, ui__language=language, server__ca_bundle=bundle)
        branch.login()
        with branch.agent():
            branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
            branch.wait_for_state("offline")
            told = set()
            for words, make in BAD.items():
                service.show(make(authority, tmp_path))
                status = wait_until(lambda wanted=words: told_of(branch, wanted), what=words)
                assert (status["state"], status["waiting"]) == ("offline", 1)
                assert certificate in status["reason"]
                assert no_connection not in status["reason"]
                told.add(status["reason"].partition(" (")[0])
            # Each is told by words of its own, those of an unknown authority aside: it may be the server itself.
            assert len(told) == len(BAD) - 1
            assert (branch.all_filed(), branch.history(), service.requests) == (NOTHING, [], [])
            port = service.port
            service.close()
            with SecureSimulator(authority.server(), port) as mended:
                expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted", rc="00")
                expect_stored(mended, NUMBER, receipt(NUMBER))
                branch.wait_for_state("idle")
        expect_only(branch, f"done/{NUMBER}.pdf")


def told_of(branch, words):
    """Give the status once its reason says these words."""
    status = branch.status()
    return words in (status["reason"] or "") and status


def test_the_bundle_that_is_mended_is_taken_up_without_a_restart(make_branch, authority, tmp_path):
    with SecureSimulator(authority.server()) as service:
        bundle = Authority("Otoritas Lain").write(tmp_path / "ca.pem")
        branch = make_branch(url=service.url, server__ca_bundle=bundle)
        branch.login()
        with branch.agent():
            branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
            branch.wait_for_state("offline")
            authority.write(bundle)
            expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")


def test_the_systems_list_is_trusted_where_the_settings_name_none(make_branch, authority, tmp_path):
    with SecureSimulator(authority.server()) as service:
        branch = make_branch(url=service.url)
        branch.environment["SSL_CERT_FILE"] = str(authority.write(tmp_path / "system.pem"))
        branch.login()
        branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
        branch.command("run", "--once", code=0)
        expect_stored(service, NUMBER, receipt(NUMBER))


def test_our_own_certificate_is_shown_and_its_keys_password_comes_from_the_keyring(make_branch, authority, tmp_path):
    certificate, key = authority.client(tmp_path, "sandi-kunci-uji")
    with SecureSimulator(authority.server(wants_client=True)) as service:
        branch = make_branch(
            url=service.url,
            ui__language="en",
            server__ca_bundle=authority.write(tmp_path / "ca.pem"),
            server__client_certificate=certificate,
            server__client_key=key,
        )
        branch.login()
        with branch.agent():
            branch.drop(f"{NUMBER}.pdf", receipt(NUMBER))
            told = branch.wait_for_state("offline")
            assert "branchagent login --client-key" in told["reason"]
            assert (branch.all_filed(), service.requests) == (NOTHING, [])
            branch.command("login", "--client-key", "--password-stdin", stdin="sandi-kunci-uji\n")
            expect_filed(branch, f"{NUMBER}.pdf", receipt(NUMBER), "done", "accepted")
            expect_stored(service, NUMBER, receipt(NUMBER))
        assert "sandi-kunci-uji" not in branch.told() + branch.log()
