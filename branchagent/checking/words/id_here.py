"""What an examination of this machine says, in Indonesian."""

from __future__ import annotations

from branchagent.checking.words.spoken import Line

_RIGHTS = "Beri pengguna ini hak membaca, menulis, dan menghapus pada folder itu, atau ganti folder.path."
_STATE_RIGHTS = "Beri pengguna ini folder yang dapat ditulis sebagai state.path, dengan ruang kosong."

HERE = {
    "settings": Line(
        "Pengaturan",
        "membaca berkas pengaturan dan variabel lingkungan",
        {
            "read": ("Pengaturan sah; {count} di antaranya tidak memakai nilai bawaan.", ""),
            "wrong": (
                "{count} kesalahan dalam pengaturan. Yang lain baru dapat diperiksa setelah itu diperbaiki.",
                "Perbaiki yang disebut baris-baris di atas, di berkas atau variabel lingkungan masing-masing.",
            ),
        },
    ),
    "folder": Line(
        "Folder bukti setoran",
        "membaca isi folder, lalu menulis, membaca, dan menghapus berkas percobaan",
        {
            "usable": ("{folder} dapat dibaca dan ditulis.", ""),
            "no-folder": ("{obstacle} bukan folder.", "Pindahkan atau ganti namanya, atau ganti folder.path."),
            "full": (
                "Disk tempat {folder} penuh, atau jatah pengguna ini di sana sudah habis ({error}).",
                "Kosongkan disk itu, atau minta jatah yang lebih besar.",
            ),
            "read-only": (
                "{folder} berada di disk atau folder berbagi yang hanya bisa dibaca ({error}).",
                "Minta agar dapat ditulisi, atau ganti folder.path.",
            ),
            "make": ("{folder} tidak ada dan tidak dapat dibuat ({error}).", _RIGHTS),
            "list": ("Isi {folder} tidak dapat dibaca ({error}).", _RIGHTS),
            "write": ("Tidak dapat menulis di {folder} ({error}).", _RIGHTS),
            "read": ("Berkas di {folder} tidak dapat dibaca kembali ({error}).", _RIGHTS),
            "delete": ("Berkas di {folder} tidak dapat dihapus ({error}).", _RIGHTS),
        },
    ),
    "space": Line(
        "Ruang kosong",
        "membaca ruang kosong di disk folder bukti setoran dan disk catatan",
        {
            "enough": ("{drop_free} untuk bukti setoran, {state_free} untuk catatan.", ""),
            "scarce": (
                "Hanya {drop_free} untuk bukti setoran ({folder}) dan {state_free} untuk catatan ({state}).",
                "Kosongkan disk sampai masing-masing paling sedikit {least}.",
            ),
            "unknown": ("Ruang kosong tidak dapat dibaca ({error}).", "Periksa sendiri apakah disk masih lega."),
        },
    ),
    "filing": Line(
        "Pemindahan berkas",
        "memindahkan berkas percobaan ke done, duplicate, dan failed dalam satu langkah",
        {
            "moves": ("Berkas dapat dipindahkan ke done, duplicate, dan failed dalam satu langkah.", ""),
            "no-folder": (
                "{obstacle} bukan folder.",
                "Pindahkan atau ganti namanya; folder itu dibuat sendiri oleh agen.",
            ),
            "a-link": (
                "{obstacle} adalah tautan (link); bukti setoran tidak pernah dipindahkan melalui tautan.",
                "Hapus tautan itu; agen membuat folder sebagai gantinya.",
            ),
            "stuck": (
                "Berkas tidak dapat dipindahkan ke {target} di dalam {folder} ({error}).",
                (
                    "done, duplicate, dan failed harus berupa folder biasa di dalam folder bukti setoran, di disk yang "
                    "sama, dan pengguna ini harus boleh menulis di dalamnya."
                ),
            ),
        },
    ),
    "lock": Line(
        "Kunci folder",
        "mencari agen yang sedang melayani folder ini; bila tidak ada, mengunci berkas percobaan",
        {
            "running": ("Agen milik pengguna ini sedang berjalan.", ""),
            "other": ("{owner} sedang melayani folder ini; agen di sini akan siaga.", ""),
            "free": ("Belum ada agen yang melayani folder ini; penguncian berkas berfungsi.", ""),
            "cannot": (
                "Berkas di {folder} tidak dapat dikunci ({error}).",
                (
                    "Pakai disk lokal atau folder berbagi yang mendukung penguncian berkas (seperti folder berbagi "
                    "Windows)."
                ),
            ),
        },
    ),
    "watching": Line(
        "Pemantauan folder",
        "menaruh berkas percobaan dan menunggu kabarnya dari sistem",
        {
            "native": ("Kabar tentang berkas percobaan langsung datang.", ""),
            "chosen": ('Folder dibaca setiap 2 detik, sesuai folder.watch = "polling".', ""),
            "share": ("Folder jaringan: isinya dibaca setiap 2 detik.", ""),
            "blind": (
                "Kabar dari sistem tidak datang ({error}); sebagai gantinya folder dibaca setiap 2 detik.",
                'Boleh dibiarkan; folder.watch = "polling" menghilangkan peringatan ini.',
            ),
            "demanded": (
                'Kabar dari sistem tidak datang ({error}), padahal folder.watch = "native".',
                'Ganti folder.watch menjadi "auto" atau "polling".',
            ),
        },
    ),
    "journal": Line(
        "Catatan pengiriman",
        "menulis di folder catatan dan membaca catatan yang ada",
        {
            "usable": ("{state} dapat dibaca dan ditulis.", ""),
            "no-folder": ("{obstacle} bukan folder.", "Pindahkan atau ganti namanya, atau ganti state.path."),
            "full": (
                "Disk tempat {state} penuh, atau jatah pengguna ini di sana sudah habis ({error}).",
                "Kosongkan disk itu, atau minta jatah yang lebih besar.",
            ),
            "read-only": (
                "{state} berada di disk atau folder berbagi yang hanya bisa dibaca ({error}).",
                "Minta agar dapat ditulisi, atau ganti state.path.",
            ),
            "make": ("{state} tidak ada dan tidak dapat dibuat ({error}).", _STATE_RIGHTS),
            "list": ("Isi {state} tidak dapat dibaca ({error}).", _STATE_RIGHTS),
            "write": ("Tidak dapat menulis di {state} ({error}).", _STATE_RIGHTS),
            "read": ("Berkas di {state} tidak dapat dibaca kembali ({error}).", _STATE_RIGHTS),
            "delete": ("Berkas di {state} tidak dapat dihapus ({error}).", _STATE_RIGHTS),
            "unreadable": ("Catatan di {state} tidak dapat dibaca ({error}).", _STATE_RIGHTS),
            "damaged": (
                "Catatan di {state} rusak.",
                "Agen akan menyisihkannya dan memulai yang baru; laporkan kepada administrator.",
            ),
        },
    ),
    "keyring": Line(
        "Kredensial tersimpan",
        "membaca kredensial untuk {server} dari penyimpanan kata sandi sistem",
        {
            "complete": ("{backend} menyimpan semua yang diperlukan.", ""),
            "missing": ("{backend} belum menyimpan: {missing}.", "Jalankan: branchagent login"),
            "missing-systemd": (
                "{backend}: belum ada {missing}.",
                "Tambahkan LoadCredentialEncrypted=branchagent.<nama> pada unit layanan, lalu mulai ulang.",
            ),
            "locked": (
                "{backend}: {error}.",
                "Masuk ke desktop sebagai pengguna ini dan buka kuncinya, lalu coba lagi.",
            ),
            "incomplete": ("{backend}: {error}.", "Jalankan: branchagent login"),
            "unusable": (
                "Penyimpanan kata sandi tidak dapat dipakai: {error}.",
                (
                    "Jalankan di dalam sesi desktop pengguna ini (Windows: Credential Manager; Linux: GNOME Keyring "
                    'atau KWallet). Di server tanpa desktop: credentials.store = "systemd".'
                ),
            ),
            "systemd": (
                "Kredensial dari systemd tidak dapat dipakai: {error}.",
                "Jalankan di dalam unit layanannya, yang memuat LoadCredentialEncrypted.",
            ),
        },
    ),
}
