"""Authorities and certificates for the tests, real ones: good, expired, of a wrong name, by an inspecting proxy."""

import datetime as dt
import ssl
from ipaddress import ip_address

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtensionOID, NameOID

HERE = "127.0.0.1"
ALSO_HERE = "127.1"
"""A name of this machine that no program knows for one: what the system says of proxies counts for it."""
_A_DAY = dt.timedelta(days=1)
_KEY = ec.generate_private_key(ec.SECP256R1())
"""Of all certificates that nobody issued."""


def now():
    return dt.datetime.now(dt.UTC)


class Authority:
    """An authority that issues certificates of any kind. `name` is how it calls itself."""

    def __init__(self, name="Otoritas Uji"):
        self.name = name
        self._authority = trustme.CA(organization_name="Bank Contoh", organization_unit_name=name)
        self.pem = self._authority.cert_pem.bytes()

    def write(self, file):
        """Write its own certificate, as a bundle to trust."""
        file.write_bytes(self.pem)
        return file

    def server(self, *names, wants_client=False, **validity):
        """Give the rules of a server that shows a certificate for these names (this machine, if none is given)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*(names or (HERE, ALSO_HERE)), **validity).configure_cert(context)
        if wants_client:
            context.verify_mode = ssl.CERT_REQUIRED
            self._authority.configure_trust(context)
        return context

    def expired_server(self):
        return self.server(not_before=now() - 9 * _A_DAY, not_after=now() - _A_DAY)

    def server_not_yet_valid(self):
        return self.server(not_before=now() + _A_DAY, not_after=now() + 9 * _A_DAY)

    def client(self, folder, password=None):
        """Write a client's certificate and its key, encrypted if there is a password; give both files."""
        issued = self._authority.issue_cert("branch.example", common_name="branch.example")
        certificate, key = folder / "branch.pem", folder / "branch.key"
        certificate.write_bytes(issued.cert_chain_pems[0].bytes())
        key.write_bytes(_locked(issued.private_key_pem.bytes(), password))
        return certificate, key


def _locked(pem, password):
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return load_pem_private_key(pem, None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def self_signed_server(folder, host=HERE):
    """Give the rules of a server whose certificate nobody issued but itself, as a device makes at its first start."""
    return _showing(_self_signed(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])), folder)


def odd_server(folder, oddity):
    """Give the rules of a server whose certificate OpenSSL takes and stricter programs cannot read, or not show."""
    if oddity == "control characters":
        names = x509.SubjectAlternativeName([x509.DNSName("siskohat\x1b[2J.example")])
        return _showing(_self_signed(names, "siskohat\x1b[2J\nok\u202e" + "x" * 1000), folder)
    if oddity == "a name by X.400":
        names = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, bytes.fromhex("3002a300"))
        return _showing(_self_signed(names), folder)
    assert oddity == "version 5"
    plain = _self_signed(x509.SubjectAlternativeName([x509.DNSName("siskohat.example")]))
    return _showing(plain.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020104"), 1), folder)


def _self_signed(names, called="siskohat-appliance"):
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, called)])
    certificate = (
        x509.CertificateBuilder(name, name, _KEY.public_key(), x509.random_serial_number())
        .not_valid_before(now() - _A_DAY)
        .not_valid_after(now() + _A_DAY)
        .add_extension(names, critical=False)
        .sign(_KEY, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def _showing(certificate, folder):
    file = folder / "self-signed.pem"
    secret = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + ssl.DER_cert_to_PEM_cert(certificate).encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
