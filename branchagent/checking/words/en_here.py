"""What an examination of this machine says, in English."""

from __future__ import annotations

from branchagent.checking.words.spoken import Line

_RIGHTS = "Give this user the right to read, write and delete in that folder, or change folder.path."
_STATE_RIGHTS = "Give this user a folder that can be written to as state.path, with free space."

HERE = {
    "settings": Line(
        "Settings",
        "reading the settings files and environment variables",
        {
            "read": ("The settings are valid; {count} of them are not at their default.", ""),
            "wrong": (
                "Wrong in the settings: {count}. Nothing else can be examined before that is mended.",
                "Mend what the lines above name, in the file or environment variable of each.",
            ),
        },
    ),
    "folder": Line(
        "Drop folder",
        "listing the folder, then writing, reading and deleting a probe file",
        {
            "usable": ("{folder} can be read and written.", ""),
            "no-folder": ("{obstacle} is not a folder.", "Move it away or rename it, or change folder.path."),
            "full": (
                "The disk of {folder} is full, or what this user may use of it ({error}).",
                "Free that disk, or ask for a larger quota.",
            ),
            "read-only": (
                "{folder} is on a disk or share that is read-only here ({error}).",
                "Ask for it to be made writable, or change folder.path.",
            ),
            "make": ("{folder} is not there and cannot be made ({error}).", _RIGHTS),
            "list": ("{folder} cannot be listed ({error}).", _RIGHTS),
            "write": ("{folder} cannot be written to ({error}).", _RIGHTS),
            "read": ("A file in {folder} cannot be read back ({error}).", _RIGHTS),
            "delete": ("A file in {folder} cannot be deleted ({error}).", _RIGHTS),
        },
    ),
    "space": Line(
        "Free space",
        "reading the free space on the disks of the drop folder and the journal",
        {
            "enough": ("{drop_free} for receipts, {state_free} for the journal.", ""),
            "scarce": (
                "Only {drop_free} for receipts ({folder}) and {state_free} for the journal ({state}).",
                "Free the disk until each has {least} at least.",
            ),
            "unknown": ("The free space cannot be read ({error}).", "See for yourself whether the disk has room."),
        },
    ),
    "filing": Line(
        "Moving files",
        "moving a probe file to done, duplicate and failed in one step",
        {
            "moves": ("A file moves to done, duplicate and failed in one step.", ""),
            "no-folder": (
                "{obstacle} is not a folder.",
                "Move it away or rename it; the agent makes the folder by itself.",
            ),
            "a-link": (
                "{obstacle} is a link, and receipts are never filed through one.",
                "Remove the link; the agent makes a folder in its place.",
            ),
            "stuck": (
                "A file cannot be moved to {target} in {folder} ({error}).",
                (
                    "done, duplicate and failed must be plain folders inside the drop folder, on the same disk, and "
                    "this user must be allowed to write in them."
                ),
            ),
        },
    ),
    "lock": Line(
        "The folder's lock",
        "looking for an agent that serves the folder; where there is none, locking a probe file",
        {
            "running": ("This user's agent is running.", ""),
            "other": ("{owner} serves this folder; an agent here will stand by.", ""),
            "free": ("No agent serves this folder yet; locking files works.", ""),
            "cannot": (
                "A file in {folder} cannot be locked ({error}).",
                "Use a local disk, or a shared folder that supports locking files (as Windows shares do).",
            ),
        },
    ),
    "watching": Line(
        "Watching the folder",
        "dropping a probe file and waiting for the system to tell of it",
        {
            "native": ("The system told of the probe file at once.", ""),
            "chosen": ('The folder is listed every 2 seconds, as folder.watch = "polling" says.', ""),
            "share": ("A network folder: it is listed every 2 seconds.", ""),
            "blind": (
                "The system does not tell of new files ({error}); the folder is listed every 2 seconds instead.",
                'It can stay so; folder.watch = "polling" takes this warning away.',
            ),
            "demanded": (
                'The system does not tell of new files ({error}), though folder.watch = "native".',
                'Set folder.watch to "auto" or "polling".',
            ),
        },
    ),
    "journal": Line(
        "Journal",
        "writing in the journal's folder and reading what journal there is",
        {
            "usable": ("{state} can be read and written.", ""),
            "no-folder": ("{obstacle} is not a folder.", "Move it away or rename it, or change state.path."),
            "full": (
                "The disk of {state} is full, or what this user may use of it ({error}).",
                "Free that disk, or ask for a larger quota.",
            ),
            "read-only": (
                "{state} is on a disk or share that is read-only here ({error}).",
                "Ask for it to be made writable, or change state.path.",
            ),
            "make": ("{state} is not there and cannot be made ({error}).", _STATE_RIGHTS),
            "list": ("{state} cannot be listed ({error}).", _STATE_RIGHTS),
            "write": ("{state} cannot be written to ({error}).", _STATE_RIGHTS),
            "read": ("A file in {state} cannot be read back ({error}).", _STATE_RIGHTS),
            "delete": ("A file in {state} cannot be deleted ({error}).", _STATE_RIGHTS),
            "unreadable": ("The journal in {state} cannot be read ({error}).", _STATE_RIGHTS),
            "damaged": (
                "The journal in {state} is damaged.",
                "The agent will set it aside and begin a new one; tell your administrator.",
            ),
        },
    ),
    "keyring": Line(
        "Stored credentials",
        "reading the credentials for {server} from the system's keyring",
        {
            "complete": ("{backend} holds all that is needed.", ""),
            "missing": ("{backend} does not hold yet: {missing}.", "Run: branchagent login"),
            "missing-systemd": (
                "{backend}: there is no {missing}.",
                "Add LoadCredentialEncrypted=branchagent.<name> to the service's unit, then restart it.",
            ),
            "locked": (
                "{backend}: {error}.",
                "Sign in to the desktop as this user and unlock it, then try again.",
            ),
            "incomplete": ("{backend}: {error}.", "Run: branchagent login"),
            "unusable": (
                "The keyring cannot be used: {error}.",
                (
                    "Run this inside this user's desktop session (Windows: Credential Manager; Linux: GNOME Keyring or "
                    'KWallet). On a server without a desktop: credentials.store = "systemd".'
                ),
            ),
            "systemd": (
                "systemd's credentials cannot be used: {error}.",
                "Run this inside the service's unit, the one that has LoadCredentialEncrypted.",
            ),
        },
    ),
}
