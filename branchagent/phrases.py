"""All that people read, in Indonesian and English; one voice, no jargon, always what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason in words: what happened, and what the reader should do about it."""

    what: str
    remedy: str


REASONS: dict[str, dict[str, Explained]] = {
    "id": {
        "accepted": Explained("Bukti setoran berhasil dikirim.", ""),
        "recovered": Explained(
            "Bukti setoran berhasil dikirim; SISKOHAT mengonfirmasi pengiriman kita yang sebelumnya.", ""
        ),
        "duplicate": Explained("(29) Bukti setoran ini sudah pernah diunggah.", "Tidak perlu tindakan."),
        "not-found": Explained(
            "(05) Nomor validasi tidak ditemukan di SISKOHAT.",
            "Periksa nomor validasi pada nama berkas, perbaiki bila salah, lalu pindahkan berkas kembali ke folder "
            "bukti setoran. Bila nomornya sudah benar, hubungi administrator.",
        ),
        "upload-error": Explained(
            "(28) SISKOHAT gagal menerima berkas.",
            "Cetak ulang bukti setoran sebagai PDF dan simpan kembali, atau pindahkan berkas ini kembali ke folder "
            "bukti setoran untuk mencoba lagi.",
        ),
        "service-error": Explained(
            "(99) Gangguan koneksi atau data di SISKOHAT.",
            "Pindahkan berkas kembali ke folder bukti setoran untuk mencoba lagi. Bila tetap gagal, hubungi "
            "administrator.",
        ),
        "not-understood": Explained(
            "Jawaban SISKOHAT tidak dikenali: {answer}", "Hubungi administrator dan sertakan jawaban di atas."
        ),
        "refused": Explained(
            "SISKOHAT menolak berkas ini: {answer}", "Hubungi administrator dan sertakan jawaban di atas."
        ),
        "bad-name": Explained(
            "Nama berkas bukan nomor validasi yang sah.",
            "Ubah menjadi <nomor validasi>.pdf, lalu pindahkan kembali ke folder bukti setoran.",
        ),
        "bad-name-printed": Explained(
            "Nama berkas bukan nomor validasi yang sah. Seharusnya {printed}.pdf.",
            "Ubah nama berkas menjadi {printed}.pdf, lalu pindahkan kembali ke folder bukti setoran.",
        ),
        "number-mismatch": Explained(
            "Nomor validasi pada PDF ({printed}) berbeda dengan nama berkas ({named}). Berkas tidak dikirim.",
            "Buka PDF-nya. Bila memang bukti setoran {printed}, ubah nama berkas menjadi {printed}.pdf, lalu pindahkan "
            "kembali ke folder bukti setoran. Bila nama berkas yang benar, minta administrator menjalankan: "
            "branchagent retry {named} --as-named",
        ),
        "number-mismatch-several": Explained(
            "PDF mencetak beberapa nomor validasi ({printed}), tidak satu pun sama dengan nama berkas ({named}). "
            "Berkas tidak dikirim.",
            "Buka PDF-nya dan ubah nama berkas menjadi nomor validasi yang benar, lalu pindahkan kembali ke folder "
            "bukti setoran. Bila nama berkas yang benar, minta administrator menjalankan: "
            "branchagent retry {named} --as-named",
        ),
        "not-pdf": Explained("Berkas bukan PDF.", "Simpan bukti setoran sebagai PDF, lalu coba lagi."),
        "damaged": Explained(
            "Berkas PDF rusak atau tidak lengkap.", "Simpan bukti setoran sekali lagi sebagai PDF, lalu coba lagi."
        ),
        "encrypted": Explained(
            "Berkas PDF terkunci kata sandi.", "Simpan bukti setoran tanpa kata sandi, lalu coba lagi."
        ),
        "empty": Explained("Berkas kosong.", "Simpan bukti setoran sekali lagi sebagai PDF, lalu coba lagi."),
        "too-large": Explained(
            "Berkas terlalu besar.", "Simpan bukti setoran dengan ukuran lebih kecil (tanpa gambar pindaian besar)."
        ),
    },
    "en": {
        "accepted": Explained("The receipt was sent.", ""),
        "recovered": Explained("The receipt was sent; SISKOHAT confirmed our earlier upload of it.", ""),
        "duplicate": Explained("(29) This receipt was uploaded before.", "Nothing needs to be done."),
        "not-found": Explained(
            "(05) SISKOHAT does not know this validation number.",
            "Check the validation number in the file's name, mend it if it is wrong, and move the file back into the "
            "drop folder. If the number is right, tell your administrator.",
        ),
        "upload-error": Explained(
            "(28) SISKOHAT could not take the file.",
            "Print the receipt to PDF again and save it, or move this file back into the drop folder to try again.",
        ),
        "service-error": Explained(
            "(99) SISKOHAT had a connection or data error.",
            "Move the file back into the drop folder to try again. If it fails again, tell your administrator.",
        ),
        "not-understood": Explained(
            "SISKOHAT's answer was not understood: {answer}", "Tell your administrator, with the answer above."
        ),
        "refused": Explained("SISKOHAT refused this file: {answer}", "Tell your administrator, with the answer above."),
        "bad-name": Explained(
            "The file's name is no valid validation number.",
            "Rename it to <validation number>.pdf and move it back into the drop folder.",
        ),
        "bad-name-printed": Explained(
            "The file's name is no valid validation number. It should be {printed}.pdf.",
            "Rename it to {printed}.pdf and move it back into the drop folder.",
        ),
        "number-mismatch": Explained(
            "The validation number in the PDF ({printed}) is not that of the file's name ({named}). It was not sent.",
            "Open the PDF. If it is the receipt of {printed}, rename it to {printed}.pdf and move it back into the "
            "drop folder. If the name is right, have your administrator run: branchagent retry {named} --as-named",
        ),
        "number-mismatch-several": Explained(
            "The PDF prints several validation numbers ({printed}), none of them that of the file's name ({named}). "
            "It was not sent.",
            "Open the PDF, rename the file to the right validation number and move it back into the drop folder. If "
            "the name is right, have your administrator run: branchagent retry {named} --as-named",
        ),
        "not-pdf": Explained("The file is no PDF.", "Save the receipt as a PDF and try again."),
        "damaged": Explained("The PDF is damaged or incomplete.", "Save the receipt as a PDF once more and try again."),
        "encrypted": Explained(
            "The PDF is locked by a password.", "Save the receipt without a password and try again."
        ),
        "empty": Explained("The file is empty.", "Save the receipt as a PDF once more and try again."),
        "too-large": Explained("The file is too large.", "Save the receipt smaller (without large scanned pictures)."),
    },
}

PHRASES: dict[str, dict[str, str]] = {
    "id": {
        "reason-file": (
            "bukti setoran ini tidak terkirim.\n\n"
            "Berkas           : {name}\n"
            "Waktu            : {when}\n"
            "Masalah          : {what}\n"
            "Yang harus dibuat: {remedy}\n\n"
            "Setelah diperbaiki, pindahkan PDF ini kembali ke folder bukti setoran; berkas akan dikirim lagi.\n"
            "({technical})\n"
        ),
        "idle": "Aktif – menunggu berkas baru",
        "sending": "Mengirim",
        "offline": "Luring – koneksi ke SISKOHAT terputus. Berkas tersimpan dan akan dikirim otomatis.",
        "sign-in": "Perlu masuk ulang",
        "attention": "Perlu perhatian",
        "paused": "Dijeda",
        "is-paused": "Dijeda; lanjutkan dari menu atau dengan: branchagent resume",
        "silent": "Program berjalan tetapi tidak melapor. Periksa ruang disk dan log.",
        "standby": "Siaga – komputer lain sedang melayani folder ini",
        "roster-serving": "Melayani folder ini: {who}, sejak {when}, versi {version}",
        "roster-standby": "Siaga: {who}, sejak {when}, versi {version}",
        "stopped": "Tidak berjalan",
        "folder-missing": "Folder tidak ditemukan atau tidak dapat diakses.",
        "folder-unusable": "Folder bukti setoran tidak dapat digunakan.",
        "journal": "Catatan pengiriman tidak dapat ditulis. Periksa ruang disk.",
        "no-event": "berkas percobaan tidak dikabarkan",
        "not-watching": "Folder sedang tidak terpantau.",
        "unreadable": "Berkas tidak dapat dibaca: {name}",
        "not-a-file": "Bukan berkas biasa, tidak akan dikirim: {name}",
        "still-growing": "Berkas masih ditulis sejak lama: {name}",
        "folder-lost": "Mungkin sedang dilayani komputer lain",
        "not-complete": "Belum lengkap, atau masih ditulis",
        "cannot-file": "Berkas tidak dapat dipindahkan (sedang dibuka program lain?): {name}",
        "failed-receipts": "{count} berkas gagal menunggu tindak lanjut di folder failed.",
        "stuck": "Berkas belum dapat dikirim: {name}",
        "internal": "Kesalahan di dalam program; lihat log.",
        "no-connection": "Koneksi ke SISKOHAT terputus.",
        "timeout": "SISKOHAT tidak menjawab tepat waktu.",
        "tls": "Sambungan aman (TLS) ke SISKOHAT gagal. Pengiriman dihentikan.",
        "tls-untrusted": "Sertifikat server tidak tepercaya. Pengiriman dihentikan.",
        "tls-inspected": (
            "Sambungan ke SISKOHAT diperiksa oleh perangkat jaringan yang sertifikatnya tidak tepercaya di komputer "
            "ini. Pengiriman dihentikan."
        ),
        "tls-name": "Sertifikat server bukan untuk alamat ini. Pengiriman dihentikan.",
        "tls-expired": "Sertifikat server sudah kedaluwarsa. Pengiriman dihentikan.",
        "tls-not-yet-valid": "Sertifikat server belum berlaku. Pengiriman dihentikan.",
        "tls-client-certificate": "SISKOHAT tidak menerima sertifikat komputer ini (server.client_certificate).",
        "tls-files": "Berkas sertifikat dalam pengaturan tidak dapat dipakai.",
        "proxy": "Proxy menolak koneksi atau tidak dapat dihubungi.",
        "proxy-auth": "Proxy meminta nama pengguna dan kata sandi (407). Jalankan: branchagent login --proxy",
        "broken-off": "Koneksi ke SISKOHAT terputus di tengah jalan.",
        "busy": "SISKOHAT sedang sibuk.",
        "server-error": "SISKOHAT sedang mengalami gangguan.",
        "not-the-service": "Yang menjawab bukan SISKOHAT (halaman web atau pengalihan).",
        "no-endpoint": "Alamat SISKOHAT tidak ditemukan; periksa server.url dan server.encoding.",
        "credentials": "Kredensial ditolak atau belum ada. Jalankan: branchagent login",
        "keyring-empty": "belum ada kredensial untuk server ini",
        "keyring-locked": "penyimpanan kata sandi sistem terkunci; buka dengan masuk ke desktop",
        "keyring-silent": "penyimpanan kata sandi sistem tidak menjawab; mungkin meminta kata sandi di layar",
        "keyring-unusable": "penyimpanan kata sandi sistem tidak dapat dipakai",
        "keyring-none": "tidak ada penyimpanan kata sandi sistem yang menjaga rahasia",
        "systemd-none": "systemd tidak memberi kredensial (CREDENTIALS_DIRECTORY tidak ada)",
        "systemd-on-disk": "CREDENTIALS_DIRECTORY berada di disk, bukan di memori, jadi tidak dipakai",
        "systemd-open": "CREDENTIALS_DIRECTORY dapat dibaca pengguna lain, jadi tidak dipakai",
        "keyring-incomplete": "kredensial tersimpan tidak lengkap; simpan sekali lagi",
        "token-unfit": "token tersimpan bukan token; simpan sekali lagi",
        "token-refused": "token ditolak",
        "key-unfit": "kunci API tersimpan bukan kunci; simpan sekali lagi",
        "login-without-token": "jawaban login tidak berisi token; periksa kata sandi dan credentials.token_field",
        "refused-before": "nama pengguna dan kata sandi ini sudah ditolak",
        "token-ends": "Token berakhir pada {when}; minta token baru, lalu jalankan: branchagent login",
        "token-has-ended": "Token berakhir pada {when}. Minta token baru, lalu jalankan: branchagent login",
        "clock-ahead": "Jam komputer ini {minutes} menit lebih cepat dari jam SISKOHAT; perbaiki jamnya.",
        "clock-behind": "Jam komputer ini {minutes} menit lebih lambat dari jam SISKOHAT; perbaiki jamnya.",
        "unencrypted": "TIDAK TERENKRIPSI",
        "open-folder": "Buka Folder Bukti Setoran",
        "open-failed": "Buka Folder Gagal",
        "retry-all": "Kirim Ulang Semua yang Gagal",
        "pause": "Jeda Pengiriman",
        "resume": "Lanjutkan Pengiriman",
        "quit": "Keluar",
        "rename": "Ganti nama sesuai PDF: {name} → {number}.pdf",
        "sent-mismatch": (
            "Bukti setoran {named} terkirim, tetapi PDF-nya mencetak nomor validasi {printed}. Periksa kedua nomor itu."
        ),
        "other-document": (
            "Bukti setoran {named} sudah pernah diunggah, dan dokumen lain dengan nomor ini dikirim pada {when}. "
            "Periksa kedua dokumen itu."
        ),
        "counts": "Hari ini: {done} terkirim, {duplicate} sudah pernah, {failed} gagal, {waiting} menunggu",
    },
    "en": {
        "reason-file": (
            "this receipt was not sent.\n\n"
            "File      : {name}\n"
            "Time      : {when}\n"
            "Problem   : {what}\n"
            "What to do: {remedy}\n\n"
            "Once it is mended, move this PDF back into the drop folder; it will be sent again.\n"
            "({technical})\n"
        ),
        "idle": "Active – waiting for new files",
        "sending": "Sending",
        "offline": "Offline – no connection to SISKOHAT. The files are kept and will be sent by themselves.",
        "sign-in": "Sign-in needed",
        "attention": "Needs attention",
        "paused": "Paused",
        "is-paused": "Sending is paused; resume it from the menu or with: branchagent resume",
        "silent": "The program runs but does not report. Check the disk's free space and the log.",
        "standby": "Standby – another computer serves this folder",
        "roster-serving": "Serves this folder: {who}, since {when}, version {version}",
        "roster-standby": "Stands by: {who}, since {when}, version {version}",
        "stopped": "Not running",
        "folder-missing": "The folder is missing or cannot be reached.",
        "folder-unusable": "The drop folder cannot be used.",
        "journal": "The journal cannot be written. Check the disk's free space.",
        "no-event": "nothing told of a probe file",
        "not-watching": "The folder is not being watched.",
        "unreadable": "A file cannot be read: {name}",
        "not-a-file": "Not a regular file, will not be sent: {name}",
        "still-growing": "A file has been written to for long: {name}",
        "folder-lost": "Another computer may be serving the folder by now",
        "not-complete": "Not complete, or still being written",
        "cannot-file": "A file cannot be moved (open in another program?): {name}",
        "failed-receipts": "{count} failed files wait in the folder failed.",
        "stuck": "A file could not be sent yet: {name}",
        "internal": "An error inside the program; see the log.",
        "no-connection": "No connection to SISKOHAT.",
        "timeout": "SISKOHAT did not answer in time.",
        "tls": "The secure connection (TLS) to SISKOHAT failed. Nothing is sent.",
        "tls-untrusted": "The server's certificate is not trusted. Nothing is sent.",
        "tls-inspected": (
            "A device in the network inspects the connection to SISKOHAT, and this computer does not trust its "
            "certificate. Nothing is sent."
        ),
        "tls-name": "The server's certificate is for another address. Nothing is sent.",
        "tls-expired": "The server's certificate has expired. Nothing is sent.",
        "tls-not-yet-valid": "The server's certificate is not valid yet. Nothing is sent.",
        "tls-client-certificate": "SISKOHAT does not take this computer's certificate (server.client_certificate).",
        "tls-files": "A certificate file of the settings cannot be used.",
        "proxy": "The proxy refused the connection or cannot be reached.",
        "proxy-auth": "The proxy wants a user name and password (407). Run: branchagent login --proxy",
        "broken-off": "The connection to SISKOHAT broke off.",
        "busy": "SISKOHAT is busy.",
        "server-error": "SISKOHAT has a fault.",
        "not-the-service": "What answered is not SISKOHAT (a web page or a redirect).",
        "no-endpoint": "SISKOHAT's address was not found; check server.url and server.encoding.",
        "credentials": "The credentials are missing or were refused. Run: branchagent login",
        "keyring-empty": "there are no credentials for this server",
        "keyring-locked": "the system's keyring is locked; unlock it by signing in to the desktop",
        "keyring-silent": "the system's keyring does not answer; perhaps it asks for its password on the screen",
        "keyring-unusable": "the system's keyring cannot be used",
        "keyring-none": "there is no keyring that keeps secrets",
        "systemd-none": "systemd gave no credentials (CREDENTIALS_DIRECTORY is not set)",
        "systemd-on-disk": "CREDENTIALS_DIRECTORY lies on a disk, not in memory, so it is not used",
        "systemd-open": "CREDENTIALS_DIRECTORY can be read by others, so it is not used",
        "keyring-incomplete": "the stored credentials are incomplete; store them again",
        "token-unfit": "what is stored is no token; store it again",
        "token-refused": "the token was refused",
        "key-unfit": "what is stored is no API key; store it again",
        "login-without-token": "the login's answer holds no token; check the password and credentials.token_field",
        "refused-before": "this user name and password were refused before",
        "token-ends": "The token ends on {when}; ask for a new one, then run: branchagent login",
        "token-has-ended": "The token ended on {when}. Ask for a new one, then run: branchagent login",
        "clock-ahead": "This computer's clock is {minutes} minutes ahead of SISKOHAT's; set it right.",
        "clock-behind": "This computer's clock is {minutes} minutes behind SISKOHAT's; set it right.",
        "unencrypted": "UNENCRYPTED",
        "open-folder": "Open Drop Folder",
        "open-failed": "Open Failed Folder",
        "retry-all": "Send All Failed Again",
        "pause": "Pause Sending",
        "resume": "Resume Sending",
        "quit": "Quit",
        "rename": "Rename as the PDF says: {name} → {number}.pdf",
        "sent-mismatch": (
            "Receipt {named} was sent, but its PDF prints the validation number {printed}. Check the two numbers."
        ),
        "other-document": (
            "Receipt {named} was uploaded before, and another document with this number was sent on {when}. "
            "Check the two documents."
        ),
        "counts": "Today: {done} sent, {duplicate} sent before, {failed} failed, {waiting} waiting",
    },
}
