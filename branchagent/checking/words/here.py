"""What an examination of this machine says."""

from __future__ import annotations

from branchagent.catalogues import N_
from branchagent.checking.words.spoken import Line

_RIGHTS = N_("Give this user the right to read, write and delete in that folder, or change folder.path.")
_STATE_RIGHTS = N_("Give this user a folder that can be written to as state.path, with free space.")

HERE = {
    "settings": Line(
        N_("Settings"),
        N_("reading the settings files and environment variables"),
        {
            "read": (N_("The settings are valid; {count} of them are not at their default."), ""),
            "wrong": (
                N_("Wrong in the settings: {count}. Nothing else can be examined before that is mended."),
                N_("Mend what the lines above name, in the file or environment variable of each."),
            ),
        },
    ),
    "folder": Line(
        N_("Drop folder"),
        N_("listing the folder, then writing, reading and deleting a probe file"),
        {
            "usable": (N_("{folder} can be read and written."), ""),
            "no-folder": (N_("{obstacle} is not a folder."), N_("Move it away or rename it, or change folder.path.")),
            "full": (
                N_("The disk of {folder} is full, or what this user may use of it ({error})."),
                N_("Free that disk, or ask for a larger quota."),
            ),
            "read-only": (
                N_("{folder} is on a disk or share that is read-only here ({error})."),
                N_("Ask for it to be made writable, or change folder.path."),
            ),
            "make": (N_("{folder} is not there and cannot be made ({error})."), _RIGHTS),
            "list": (N_("{folder} cannot be listed ({error})."), _RIGHTS),
            "write": (N_("{folder} cannot be written to ({error})."), _RIGHTS),
            "read": (N_("A file in {folder} cannot be read back ({error})."), _RIGHTS),
            "delete": (N_("A file in {folder} cannot be deleted ({error})."), _RIGHTS),
        },
    ),
    "space": Line(
        N_("Free space"),
        N_("reading the free space on the disks of the drop folder and the journal"),
        {
            "enough": (N_("{drop_free} for receipts, {state_free} for the journal."), ""),
            "scarce": (
                N_("Only {drop_free} for receipts ({folder}) and {state_free} for the journal ({state})."),
                N_("Free the disk until each has {least} at least."),
            ),
            "unknown": (
                N_("The free space cannot be read ({error})."),
                N_("See for yourself whether the disk has room."),
            ),
        },
    ),
    "filing": Line(
        N_("Moving files"),
        N_("moving a probe file to done, duplicate and failed in one step"),
        {
            "moves": (N_("A file moves to done, duplicate and failed in one step."), ""),
            "no-folder": (
                N_("{obstacle} is not a folder."),
                N_("Move it away or rename it; the agent makes the folder by itself."),
            ),
            "a-link": (
                N_("{obstacle} is a link, and receipts are never filed through one."),
                N_("Remove the link; the agent makes a folder in its place."),
            ),
            "stuck": (
                N_("A file cannot be moved to {target} in {folder} ({error})."),
                N_(
                    "done, duplicate and failed must be plain folders inside the drop folder, on the same disk, and "
                    "this user must be allowed to write in them."
                ),
            ),
        },
    ),
    "lock": Line(
        N_("The folder's lock"),
        N_("looking for an agent that serves the folder; where there is none, locking a probe file"),
        {
            "running": (N_("This user's agent is running."), ""),
            "other": (N_("{owner} serves this folder; an agent here will stand by."), ""),
            "free": (N_("No agent serves this folder yet; locking files works."), ""),
            "cannot": (
                N_("A file in {folder} cannot be locked ({error})."),
                N_("Use a local disk, or a shared folder that supports locking files (as Windows shares do)."),
            ),
        },
    ),
    "watching": Line(
        N_("Watching the folder"),
        N_("dropping a probe file and waiting for the system to tell of it"),
        {
            "native": (N_("The system told of the probe file at once."), ""),
            "chosen": (N_('The folder is listed every 2 seconds, as folder.watch = "polling" says.'), ""),
            "share": (N_("A network folder: it is listed every 2 seconds."), ""),
            "blind": (
                N_("The system does not tell of new files ({error}); the folder is listed every 2 seconds instead."),
                N_('It can stay so; folder.watch = "polling" takes this warning away.'),
            ),
            "demanded": (
                N_('The system does not tell of new files ({error}), though folder.watch = "native".'),
                N_('Set folder.watch to "auto" or "polling".'),
            ),
        },
    ),
    "journal": Line(
        N_("Journal"),
        N_("writing in the journal's folder and reading what journal there is"),
        {
            "usable": (N_("{state} can be read and written."), ""),
            "no-folder": (N_("{obstacle} is not a folder."), N_("Move it away or rename it, or change state.path.")),
            "full": (
                N_("The disk of {state} is full, or what this user may use of it ({error})."),
                N_("Free that disk, or ask for a larger quota."),
            ),
            "read-only": (
                N_("{state} is on a disk or share that is read-only here ({error})."),
                N_("Ask for it to be made writable, or change state.path."),
            ),
            "make": (N_("{state} is not there and cannot be made ({error})."), _STATE_RIGHTS),
            "list": (N_("{state} cannot be listed ({error})."), _STATE_RIGHTS),
            "write": (N_("{state} cannot be written to ({error})."), _STATE_RIGHTS),
            "read": (N_("A file in {state} cannot be read back ({error})."), _STATE_RIGHTS),
            "delete": (N_("A file in {state} cannot be deleted ({error})."), _STATE_RIGHTS),
            "unreadable": (N_("The journal in {state} cannot be read ({error})."), _STATE_RIGHTS),
            "damaged": (
                N_("The journal in {state} is damaged."),
                N_("The agent will set it aside and begin a new one; tell your administrator."),
            ),
        },
    ),
    "keyring": Line(
        N_("Stored credentials"),
        N_("reading the credentials for {server} from the system's keyring"),
        {
            "complete": (N_("{backend} holds all that is needed."), ""),
            "missing": (N_("{backend} does not hold yet: {missing}."), N_("Run: branchagent login")),
            "missing-systemd": (
                N_("{backend}: there is no {missing}."),
                N_("Add LoadCredentialEncrypted=branchagent.<name> to the service's unit, then restart it."),
            ),
            "locked": (
                N_("{backend}: {error}."),
                N_("Sign in to the desktop as this user and unlock it, then try again."),
            ),
            "incomplete": (N_("{backend}: {error}."), N_("Run: branchagent login")),
            "unusable": (
                N_("The keyring cannot be used: {error}."),
                N_(
                    "Run this inside this user's desktop session (Windows: Credential Manager; Linux: GNOME Keyring or "
                    'KWallet). On a server without a desktop: credentials.store = "systemd".'
                ),
            ),
            "systemd": (
                N_("systemd's credentials cannot be used: {error}."),
                N_("Run this inside the service's unit, the one that has LoadCredentialEncrypted."),
            ),
        },
    ),
}
