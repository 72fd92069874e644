"""What an examination says in Indonesian: all of it, with what may befall any step."""

from __future__ import annotations

from branchagent.checking.words.id_here import HERE
from branchagent.checking.words.id_there import THERE
from branchagent.checking.words.spoken import Spoken

_ASK_SERVICE = "Hubungi pengelola layanan; bukti setoran tetap tersimpan sampai pulih."

_TROUBLES = {
    "no-connection": (
        "Tidak ada sambungan ke {host}.",
        "Periksa server.url, firewall, dan apakah jaringan ini memakai proxy (server.proxy).",
    ),
    "timeout": (
        "{host} tidak menjawab tepat waktu.",
        "Periksa firewall dan proxy; bila jaringan memang lambat, naikkan server.timeout_s.",
    ),
    "broken-off": (
        "Sambungan ke {host} terputus sebelum ada jawaban.",
        "Coba lagi sebentar lagi; bila tetap begitu, periksa firewall dan proxy, lalu hubungi pengelola layanan.",
    ),
    "proxy": (
        "Proxy menolak sambungan atau tidak dapat dihubungi.",
        "Periksa server.proxy, atau minta bagian jaringan mengizinkan {host}.",
    ),
    "proxy-auth": ("Proxy meminta nama pengguna dan kata sandi.", "Jalankan: branchagent login --proxy"),
    "tls": (
        "Sambungan aman (TLS) dengan {host} gagal.",
        (
            "Periksa apakah server.url memang https dan portnya benar, apakah servernya mengenal TLS 1.2 atau lebih "
            "baru, dan apakah ia meminta sertifikat komputer ini (server.client_certificate)."
        ),
    ),
    "tls-untrusted": (
        "Komputer ini tidak mengenal penerbit sertifikat {host}.",
        (
            "Minta sertifikat penerbitnya dari bagian jaringan, lalu pasang di penyimpanan sertifikat sistem atau isi "
            "server.ca_bundle. Jangan bila penerbitnya tidak Anda kenal."
        ),
    ),
    "tls-inspected": (
        (
            "Perangkat jaringan memeriksa isi sambungan ke {host} dan memasang sertifikatnya sendiri, yang tidak "
            "dikenal komputer ini."
        ),
        (
            "Minta bagian jaringan mengecualikan {host} dari pemeriksaan TLS, atau pasang sertifikat perangkat itu di "
            "penyimpanan sertifikat sistem (atau isi server.ca_bundle)."
        ),
    ),
    "tls-name": (
        "Sertifikat yang ditunjukkan bukan untuk {host}.",
        "Tulis server.url dengan salah satu nama dalam sertifikat, atau hubungi pengelola layanan.",
    ),
    "tls-expired": (
        "Sertifikat {host} sudah kedaluwarsa.",
        "Periksa dulu tanggal dan jam komputer ini; bila benar, pengelola layanan harus memperbarui sertifikatnya.",
    ),
    "tls-not-yet-valid": (
        "Sertifikat {host} belum berlaku.",
        "Periksa dulu tanggal dan jam komputer ini; bila benar, hubungi pengelola layanan.",
    ),
    "tls-client-certificate": (
        "{host} meminta sertifikat milik komputer ini, atau tidak menerimanya.",
        "Periksa server.client_certificate dan server.client_key: berlaku, dan dari penerbit yang diminta layanan.",
    ),
    "tls-files": (
        "Berkas sertifikat dalam pengaturan tidak dapat dipakai.",
        (
            "Periksa server.ca_bundle, server.client_certificate, dan server.client_key; kata sandi kunci disimpan "
            "dengan: branchagent login --client-key"
        ),
    ),
    "busy": ("Layanan sedang sibuk.", "Tunggu beberapa menit, lalu coba lagi."),
    "server-error": ("Layanan sedang terganggu.", _ASK_SERVICE),
    "not-the-service": (
        "Yang menjawab bukan SISKOHAT (halaman web, pengalihan, atau larangan).",
        "Periksa server.url, dan apakah proxy atau firewall menampilkan halamannya sendiri.",
    ),
    "no-endpoint": (
        "Di alamat itu tidak ada layanan unggah.",
        "Periksa server.url, server.encoding, dan credentials.login_path.",
    ),
}

SPOKEN = Spoken(
    lines={**HERE, **THERE},
    troubles=_TROUBLES,
    general={
        "skipped": ("Perbaiki dulu baris {first}.", ""),
        "slow": ("Tidak selesai dalam {seconds} detik.", "Coba lagi; bila tetap begitu, hubungi administrator."),
        "unforeseen": (
            "Pemeriksaan ini gagal karena kesalahan yang tidak terduga ({error}).",
            "Laporkan baris ini kepada administrator; baris lain tetap berlaku.",
        ),
    },
    phrases={
        "file-read": "dibaca",
        "file-missing": "tidak ada",
        "locked": "terkunci",
        "line": "{file}, baris {line}",
        "entry-there": "ada",
        "entry-missing": "belum ada",
        "entry-optional": "tidak ada (tidak wajib)",
        "logged-in": "login sendiri diterima",
        "the system's": "milik sistem",
        "none": "tidak ada",
        "trust-system": "menurut sistem",
        "trust-bundle": "menurut server.ca_bundle",
        "certificate-subject": "Untuk: {subject}",
        "certificate-issuer": "Penerbit: {issuer}",
        "certificate-names": "Nama: {names}",
        "certificate-valid": "Berlaku: {begins} sampai {ends}",
        "day": "{count} hari",
        "hour": "{count} jam",
        "minute": "{count} menit",
        "second": "{count} detik",
        "remedy": "Tindakan",
        "all-well": "Semua baik.",
        "well-but": "Tidak ada masalah; {warnings} hal perlu perhatian.",
        "not-well": "{wrongs} masalah ditemukan; kerjakan dari atas ke bawah, lalu jalankan lagi: branchagent check",
    },
    marks={"ok": "BAIK", "warning": "PERHATIAN", "wrong": "MASALAH", "skipped": "DILEWATI"},
    layers={
        "default": "bawaan",
        "machine's file": "berkas komputer",
        "user's file": "berkas pengguna",
        "--config file": "berkas --config",
        "environment": "variabel lingkungan",
    },
    origins={
        "environment": "variabel lingkungan",
        "system": "pengaturan sistem",
        "system's script": "skrip proxy sistem",
    },
)
