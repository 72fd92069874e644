"""What our stable words mean to people; one voice, no jargon, always what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from branchagent.catalogues import N_


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason in words: what happened, and what the reader should do about it."""

    what: str
    remedy: str


REASONS: dict[str, Explained] = {
    "accepted": Explained(N_("The receipt was sent."), ""),
    "recovered": Explained(N_("The receipt was sent; SISKOHAT confirmed our earlier upload of it."), ""),
    "duplicate": Explained(N_("(29) This receipt was uploaded before."), N_("Nothing needs to be done.")),
    "not-found": Explained(
        N_("(05) SISKOHAT does not know this validation number."),
        N_(
            "Check the validation number in the file's name, mend it if it is wrong, and move the file back into the "
            "drop folder. If the number is right, tell your administrator."
        ),
    ),
    "upload-error": Explained(
        N_("(28) SISKOHAT could not take the file."),
        N_("Print the receipt to PDF again and save it, or move this file back into the drop folder to try again."),
    ),
    "service-error": Explained(
        N_("(99) SISKOHAT had a connection or data error."),
        N_("Move the file back into the drop folder to try again. If it fails again, tell your administrator."),
    ),
    "not-understood": Explained(
        N_("SISKOHAT's answer was not understood: {answer}"), N_("Tell your administrator, with the answer above.")
    ),
    "refused": Explained(
        N_("SISKOHAT refused this file: {answer}"), N_("Tell your administrator, with the answer above.")
    ),
    "bad-name": Explained(
        N_("The file's name is no valid validation number."),
        N_("Rename it to <validation number>.pdf and move it back into the drop folder."),
    ),
    "bad-name-printed": Explained(
        N_("The file's name is no valid validation number. It should be {printed}.pdf."),
        N_("Rename it to {printed}.pdf and move it back into the drop folder."),
    ),
    "number-mismatch": Explained(
        N_("The validation number in the PDF ({printed}) is not that of the file's name ({named}). It was not sent."),
        N_(
            "Open the PDF. If it is the receipt of {printed}, rename it to {printed}.pdf and move it back into the "
            "drop folder. If the name is right, have your administrator run: branchagent retry {named} --as-named"
        ),
    ),
    "number-mismatch-several": Explained(
        N_(
            "The PDF prints several validation numbers ({printed}), none of them that of the file's name ({named}). "
            "It was not sent."
        ),
        N_(
            "Open the PDF, rename the file to the right validation number and move it back into the drop folder. If "
            "the name is right, have your administrator run: branchagent retry {named} --as-named"
        ),
    ),
    "not-pdf": Explained(N_("The file is no PDF."), N_("Save the receipt as a PDF and try again.")),
    "damaged": Explained(
        N_("The PDF is damaged or incomplete."), N_("Save the receipt as a PDF once more and try again.")
    ),
    "encrypted": Explained(
        N_("The PDF is locked by a password."), N_("Save the receipt without a password and try again.")
    ),
    "empty": Explained(N_("The file is empty."), N_("Save the receipt as a PDF once more and try again.")),
    "too-large": Explained(
        N_("The file is too large."), N_("Save the receipt smaller (without large scanned pictures).")
    ),
}

PHRASES: dict[str, str] = {
    "reason-file": N_(
        "this receipt was not sent.\n\n"
        "File      : {name}\n"
        "Time      : {when}\n"
        "Problem   : {what}\n"
        "What to do: {remedy}\n\n"
        "Once it is mended, move this PDF back into the drop folder; it will be sent again.\n"
        "({technical})\n"
    ),
    "idle": N_("Active – waiting for new files"),
    "sending": N_("Sending"),
    "offline": N_("Offline – no connection to SISKOHAT. The files are kept and will be sent by themselves."),
    "sign-in": N_("Sign-in needed"),
    "attention": N_("Needs attention"),
    "paused": N_("Paused"),
    "is-paused": N_("Sending is paused; resume it from the menu or with: branchagent resume"),
    "silent": N_("The program runs but does not report. Check the disk's free space and the log."),
    "standby": N_("Standby – another computer serves this folder"),
    "roster-serving": N_("Serves this folder: {who}, since {when}, version {version}"),
    "roster-standby": N_("Stands by: {who}, since {when}, version {version}"),
    "stopped": N_("Not running"),
    "folder-missing": N_("The folder is missing or cannot be reached."),
    "folder-unusable": N_("The drop folder cannot be used."),
    "journal": N_("The journal cannot be written. Check the disk's free space."),
    "no-event": N_("nothing told of a probe file"),
    "not-watching": N_("The folder is not being watched."),
    "unreadable": N_("A file cannot be read: {name}"),
    "not-a-file": N_("Not a regular file, will not be sent: {name}"),
    "still-growing": N_("A file has been written to for long: {name}"),
    "folder-lost": N_("Another computer may be serving the folder by now"),
    "not-complete": N_("Not complete, or still being written"),
    "cannot-file": N_("A file cannot be moved (open in another program?): {name}"),
    "failed-receipts": N_("Failed files wait in the folder failed."),
    "stuck": N_("A file could not be sent yet: {name}"),
    "internal": N_("An error inside the program; see the log."),
    "no-connection": N_("No connection to SISKOHAT."),
    "timeout": N_("SISKOHAT did not answer in time."),
    "tls": N_("The secure connection (TLS) to SISKOHAT failed. Nothing is sent."),
    "tls-untrusted": N_("The server's certificate is not trusted. Nothing is sent."),
    "tls-inspected": N_(
        "A device in the network inspects the connection to SISKOHAT, and this computer does not trust its "
        "certificate. Nothing is sent."
    ),
    "tls-name": N_("The server's certificate is for another address. Nothing is sent."),
    "tls-expired": N_("The server's certificate has expired. Nothing is sent."),
    "tls-not-yet-valid": N_("The server's certificate is not valid yet. Nothing is sent."),
    "tls-client-certificate": N_("SISKOHAT does not take this computer's certificate (server.client_certificate)."),
    "tls-files": N_("A certificate file of the settings cannot be used."),
    "proxy": N_("The proxy refused the connection or cannot be reached."),
    "proxy-auth": N_("The proxy wants a user name and password (407). Run: branchagent login --proxy"),
    "broken-off": N_("The connection to SISKOHAT broke off."),
    "busy": N_("SISKOHAT is busy."),
    "server-error": N_("SISKOHAT has a fault."),
    "not-the-service": N_("What answered is not SISKOHAT (a web page or a redirect)."),
    "no-endpoint": N_("SISKOHAT's address was not found; check server.url and server.encoding."),
    "credentials": N_("The credentials are missing or were refused. Run: branchagent login"),
    "keyring-empty": N_("there are no credentials for this server"),
    "keyring-locked": N_("the system's keyring is locked; unlock it by signing in to the desktop"),
    "keyring-silent": N_("the system's keyring does not answer; perhaps it asks for its password on the screen"),
    "keyring-unusable": N_("the system's keyring cannot be used"),
    "keyring-none": N_("there is no keyring that keeps secrets"),
    "systemd-none": N_("systemd gave no credentials (CREDENTIALS_DIRECTORY is not set)"),
    "systemd-on-disk": N_("CREDENTIALS_DIRECTORY lies on a disk, not in memory, so it is not used"),
    "systemd-open": N_("CREDENTIALS_DIRECTORY can be read by others, so it is not used"),
    "keyring-incomplete": N_("the stored credentials are incomplete; store them again"),
    "token-unfit": N_("what is stored is no token; store it again"),
    "token-refused": N_("the token was refused"),
    "key-unfit": N_("what is stored is no API key; store it again"),
    "login-without-token": N_("the login's answer holds no token; check the password and credentials.token_field"),
    "refused-before": N_("this user name and password were refused before"),
    "token-ends": N_("The token ends on {when}; ask for a new one, then run: branchagent login"),
    "token-has-ended": N_("The token ended on {when}. Ask for a new one, then run: branchagent login"),
    "clock-ahead": N_("This computer's clock is {minutes} minutes ahead of SISKOHAT's; set it right."),
    "clock-behind": N_("This computer's clock is {minutes} minutes behind SISKOHAT's; set it right."),
    "unencrypted": N_("UNENCRYPTED"),
    "rename": N_("Rename as the PDF says: {name} → {number}.pdf"),
    "sent-mismatch": N_(
        "Receipt {named} was sent, but its PDF prints the validation number {printed}. Check the two numbers."
    ),
    "other-document": N_(
        "Receipt {named} was uploaded before, and another document with this number was sent on {when}. "
        "Check the two documents."
    ),
    "counts": N_("Today: {done} sent, {duplicate} sent before, {failed} failed, {waiting} waiting"),
}
