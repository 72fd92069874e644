"""What an examination of the way to the service says, in Indonesian."""

from __future__ import annotations

from branchagent.checking.words.spoken import Line

_ASK_FOR_ANOTHER = "Minta token baru, lalu jalankan: branchagent login"
_FIREWALL = "Periksa server.url dan firewall; bila jaringan ini memakai proxy, isi server.proxy."
_PROXY_AWAY = "Periksa alamat proxy ({origin}) dan apakah proxy itu berjalan."

THERE = {
    "proxy": Line(
        "Proxy",
        "mencari proxy untuk {host} dalam pengaturan dan sistem, lalu menghubunginya",
        {
            "direct": ("Tidak ada proxy: langsung ke {host}.", ""),
            "used": ("{proxy} (dari {origin}) meneruskan sambungan ke {host}.", ""),
            "used-with-password": (
                "{proxy} (dari {origin}) meneruskan sambungan ke {host}, dengan nama pengguna dan kata sandi.",
                "",
            ),
            "script": (
                "Skrip proxy sistem tidak dapat dipakai dan diabaikan ({error}). {instead}",
                'Perbaiki skrip pada pengaturan proxy sistem, atau isi server.proxy dengan proxy atau dengan "direct".',
            ),
            "unknown": (
                "Tidak diketahui proxy mana yang harus dipakai: {error}.",
                "Periksa server.proxy_script atau pengaturan proxy sistem, atau isi server.proxy.",
            ),
            "kind": (
                "{proxy} (dari {origin}) bukan proxy http; SOCKS dan lainnya tidak didukung.",
                'Isi server.proxy dengan proxy http dari bagian jaringan, atau dengan "direct".',
            ),
            "silent": ("{proxy} (dari {origin}) tidak dapat dihubungi.", _PROXY_AWAY),
            "refuses": (
                "{proxy} (dari {origin}) tidak mau menyambungkan ke {host} ({detail}).",
                "Minta bagian jaringan mengizinkan {host} pada proxy itu.",
            ),
            "wants": (
                "{proxy} (dari {origin}) meminta nama pengguna dan kata sandi (407; yang ditawarkan: {schemes}).",
                "Jalankan: branchagent login --proxy",
            ),
            "rejects": (
                (
                    "{proxy} (dari {origin}) menolak nama pengguna dan kata sandi yang tersimpan (407; yang "
                    "ditawarkan: {schemes})."
                ),
                "Simpan yang benar dengan: branchagent login --proxy",
            ),
            "foreign": (
                "{proxy} (dari {origin}) hanya menerima cara masuk {schemes} (407); program ini hanya mengenal Basic.",
                (
                    "Minta bagian jaringan mengizinkan {host} tanpa kata sandi, atau membuka Basic untuk komputer ini "
                    "(lalu jalankan: branchagent login --proxy)."
                ),
            ),
        },
    ),
    "name": Line(
        "Nama server (DNS)",
        "menanyakan alamat {host} kepada DNS komputer ini",
        {
            "known": ("{host} = {addresses}", ""),
            "address": ("{host} sudah berupa alamat; DNS tidak diperlukan.", ""),
            "proxys": ("{host} tidak dikenal di komputer ini ({error}); itu wajar, proxy yang mencarinya.", ""),
            "unknown": (
                "{host} tidak ditemukan ({error}).",
                "Periksa server.url dan DNS komputer ini; bila jaringan ini memakai proxy, isi server.proxy.",
            ),
        },
    ),
    "connection": Line(
        "Sambungan (TCP)",
        "menyambung ke mesin pertama di jalan menuju {host}, tanpa mengirim apa pun",
        {
            "open": ("{to} port {port} tersambung dalam {detail} ms.", ""),
            "refused": ("{to} menolak sambungan pada port {port}: tidak ada yang mendengarkan di sana.", _FIREWALL),
            "silent": ("{to} port {port} tidak menjawab dalam {detail} detik.", _FIREWALL),
            "failed": ("{to} port {port} tidak dapat dihubungi ({detail}).", _FIREWALL),
            "open-proxy": ("Proxy {to} port {port} tersambung dalam {detail} ms.", ""),
        },
    ),
    "certificate": Line(
        "Sertifikat (TLS)",
        "melihat sertifikat {host} dan apakah komputer ini memercayainya",
        {
            "trusted": ("Tepercaya {by}; berlaku sampai {when} ({left} lagi).", ""),
            "trusted-unseen": ("Tepercaya {by}.", ""),
            "soon": (
                "Tepercaya {by}, tetapi hanya berlaku sampai {when} ({left} lagi).",
                "Ingatkan pengelola server agar memperpanjang sertifikatnya.",
            ),
            "local": ("Tanpa TLS (http), tetapi tidak keluar dari komputer ini.", ""),
            "plain": (
                "TIDAK TERENKRIPSI: {url} memakai http; token dan bukti setoran dapat dibaca di jalan.",
                "Minta alamat https. Selama ini hanya jalan karena server.allow_plain_http = true.",
            ),
        },
    ),
    "endpoint": Line(
        "Alamat unggah",
        "bertanya (HEAD, tanpa bukti setoran) ke {url}",
        {
            "answers": ("Menjawab (HTTP {status}).", ""),
            "answers-plain": ("Menjawab (HTTP {status}), TIDAK TERENKRIPSI.", ""),
            "redirects": (
                "Mengalihkan ke alamat lain (HTTP {status}); pengiriman tidak mengikutinya.",
                "Periksa server.url.",
            ),
            "wants-https": (
                "{host} memakai TLS pada port {port}, tetapi server.url diawali http://.",
                "Tulis https:// sebagai ganti http:// pada server.url.",
            ),
            "password": ("Proxy meminta kata sandi (HTTP {status}).", "Jalankan: branchagent login --proxy"),
            "fault": (
                "Layanan, atau perantara di depannya, sedang terganggu (HTTP {status}).",
                "Tunggu atau hubungi pengelola layanan; bukti setoran tetap tersimpan sampai pulih.",
            ),
        },
    ),
    "clock": Line(
        "Jam",
        "membandingkan jam komputer ini dengan jam layanan",
        {
            "agrees": ("Jam komputer ini ({now}) cocok dengan jam layanan.", ""),
            "untold": ("Layanan tidak menyebut jamnya; jam komputer ini {now}.", ""),
            "ahead": (
                "Jam komputer ini ({now}) {off} lebih cepat dari jam layanan.",
                "Betulkan jam; token dan sertifikat dinilai menurut jam.",
            ),
            "behind": (
                "Jam komputer ini ({now}) {off} lebih lambat dari jam layanan.",
                "Betulkan jam; token dan sertifikat dinilai menurut jam.",
            ),
            "suspect": (
                "Sertifikat dinilai di luar masa berlakunya menurut jam komputer ini: {now}.",
                "Bila tanggal atau jam itu salah, betulkan; mungkin itulah sebabnya.",
            ),
        },
    ),
    "token": Line(
        "Masa berlaku token",
        "membaca kapan token berakhir",
        {
            "lasts": ("Berlaku sampai {when} ({left} lagi).", ""),
            "soon": ("Berakhir pada {when} ({left} lagi).", _ASK_FOR_ANOTHER),
            "ended": ("Sudah berakhir pada {when}.", _ASK_FOR_ANOTHER),
            "unreadable": (
                "Kapan token berakhir tidak dapat dibaca di komputer ini ({error}); pengiriman tetap berjalan.",
                "Pasang ulang branchagent. Sementara itu catat sendiri akhir token: tidak akan ada peringatan.",
            ),
            "endless": ("Token tidak menyebut kapan berakhir.", ""),
            "login": ("Token diambil dari layanan dengan nama pengguna dan kata sandi bila diperlukan.", ""),
        },
    ),
    "sign-in": Line(
        "Masuk ke layanan",
        "menunjukkan kredensial kepada layanan, tanpa nomor validasi dan tanpa dokumen",
        {
            "works": ("Layanan menerima kredensial ini.", ""),
            "works-until": ("Layanan menerima kredensial ini dan memberi token sampai {when}.", ""),
            "refused": (
                "Layanan menolak kredensial ini: {said}",
                "Minta yang berlaku, lalu jalankan: branchagent login",
            ),
            "refused-systemd": (
                "Layanan menolak kredensial ini: {said}",
                "Minta yang berlaku, ganti kredensial pada unit layanan, lalu mulai ulang.",
            ),
            "token-refused": (
                "Login diterima, tetapi token yang diberikannya ditolak layanan: {said}",
                (
                    "Periksa credentials.token_field, server.token_header, dan server.url; lalu hubungi pengelola "
                    "layanan."
                ),
            ),
            "unclear": (
                "Jawaban layanan tidak memberi tahu apakah kredensial ini diterima ({said}).",
                "Periksa server.url dan server.encoding bila pengiriman tidak berhasil.",
            ),
        },
    ),
}
