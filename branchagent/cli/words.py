"""What commands say of what they do, in Indonesian and English; what others say too is in `texts`."""

from __future__ import annotations

from branchagent.texts import Texts, system_language

PHRASES: dict[str, dict[str, str]] = {
    "id": {
        "ask-token": "Token: ",
        "ask-username": "Nama pengguna: ",
        "ask-password": "Kata sandi: ",
        "ask-api-key": "Kunci API (x-key; kosongkan bila bank tidak punya): ",
        "ask-client-key": "Kata sandi server.client_key: ",
        "accepted": "diterima oleh {whom}",
        "token-until": "token berlaku sampai {when}",
        "the-service": "layanan",
        "the-proxy": "proxy",
        "untried": "belum dapat dicoba, jadi belum diketahui apakah berfungsi: {why}",
        "token-untried": "login diterima, tetapi tokennya belum dapat dicoba: {why}",
        "says-nothing": "jawabannya tidak memberi tahu apa pun tentang kredensial",
        "token-refused-after-login": (
            "login diterima, tetapi token yang diberikannya ditolak; periksa credentials.token_field, "
            "server.token_header, dan server.url"
        ),
        "refused": "ditolak: {detail}",
        "forced": "tetap disimpan (--force)",
        "not-forced": "tidak ada yang disimpan; --force menyimpannya juga",
        "stored": "disimpan di {store} untuk {server}: {entries}",
        "unfit": "tidak ada yang disimpan: {why}",
        "nowhere-else": "Tidak ada yang pernah disimpan di luar penyimpanan kata sandi sistem.",
        "agent-untold": "agen yang berjalan tidak dapat diberi tahu; ia akan mengetahuinya sendiri",
        "removed": "{count} entri dihapus untuk {server}",
        "systemd": "credentials.store adalah systemd: kredensial diberikan oleh unit layanannya",
        "proxy-unknown": "tidak diketahui proxy mana yang dipakai: {error}",
        "no-proxy": "tidak ada proxy menuju server.url; isi server.proxy atau proxy sistem",
        "foreign-encoding": "masukan tidak memakai pengodean sistem ini; berikan sebagai UTF-8",
        "empty": "ada isian yang kosong",
        "unfit-characters": "ada spasi, karakter kendali, atau karakter asing di: {entries}",
        "too-long": "lebih panjang daripada satu baris terminal; pakai: branchagent login --token-stdin < BERKAS",
        "found": "ada",
        "not-there": "tidak ada",
        "exists": "{file} sudah ada; dibiarkan seperti semula",
        "unwritable": "{file} tidak dapat ditulis: {error}",
        "written": "{file} sudah ditulis; isi folder.path dan server.url di dalamnya",
        "locked": "terkunci",
    },
    "en": {
        "ask-token": "Token: ",
        "ask-username": "User name: ",
        "ask-password": "Password: ",
        "ask-api-key": "API key (x-key; empty if the bank has none): ",
        "ask-client-key": "Password of server.client_key: ",
        "accepted": "accepted by {whom}",
        "token-until": "the token expires on {when}",
        "the-service": "the service",
        "the-proxy": "the proxy",
        "untried": "they could not be tried, so nobody knows whether they work: {why}",
        "token-untried": "the login was accepted, but its token could not be tried: {why}",
        "says-nothing": "its answer told nothing of them",
        "token-refused-after-login": (
            "the login was accepted, but the token that it gave was not; check credentials.token_field, "
            "server.token_header and server.url"
        ),
        "refused": "refused: {detail}",
        "forced": "stored all the same (--force)",
        "not-forced": "nothing was stored; --force stores them anyway",
        "stored": "stored in {store} for {server}: {entries}",
        "unfit": "nothing was stored: {why}",
        "nowhere-else": "Nothing is ever stored outside the keyring.",
        "agent-untold": "a running agent could not be told; it will find out by itself",
        "removed": "{count} entries removed for {server}",
        "systemd": "credentials.store is systemd: the service's unit gives the credentials",
        "proxy-unknown": "the proxy cannot be found out: {error}",
        "no-proxy": "there is no proxy on the way to server.url; set server.proxy, or the system's",
        "foreign-encoding": "what was given is not in this system's encoding; give it as UTF-8",
        "empty": "an entry is empty",
        "unfit-characters": "blanks, control or foreign characters in: {entries}",
        "too-long": "it is longer than a terminal takes in one line; use: branchagent login --token-stdin < FILE",
        "found": "found",
        "not-there": "not there",
        "exists": "{file} exists already; it was left as it is",
        "unwritable": "{file} cannot be written: {error}",
        "written": "{file} was written; set folder.path and server.url in it",
        "locked": "locked",
    },
}


class Voice:
    """Speaks one language: the one that is asked for, else the system's."""

    def __init__(self, language: str | None = None) -> None:
        self.texts = Texts(language or system_language())

    def __call__(self, key: str, **values: object) -> str:
        """Give a phrase with its values filled in."""
        return PHRASES[self.texts.language][key].format(**values)
