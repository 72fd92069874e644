"""What goes wrong, and when: long calm, and storms of one kind or of several."""

import errno

_DISK_ERRORS = {
    "open": (errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOMEM),
    "read": (errno.EIO,),
    "stat": (errno.EIO, errno.EACCES),
    "list": (errno.EIO, errno.EACCES, errno.EMFILE),
    "move": (errno.EACCES, errno.EIO, errno.EBUSY),
    "write": (errno.EIO, errno.EACCES, errno.ENOSPC),
    "mkdir": (errno.EACCES, errno.ENOSPC),
    "remove": (errno.EACCES, errno.EBUSY),
    "sync": (errno.EIO,),
}
_NEEDS_ROOM = {"write", "mkdir"}
_LONGEST_S = {"down": 10_800.0, "away": 900.0, "refusing": 5_400.0}

STORMS = (
    "down", "busy", "error", "lost", "slow", "portal", "refusing", "sick", "disk", "full", "held", "events", "blind",
    "away", "journal", "keyring", "answers",
)  # fmt: skip


class Weather:
    """The storms that rage now."""

    def __init__(self, world):
        self.world = world
        self.storms = set()
        self.is_over = False
        self.seen = {}

    def __contains__(self, storm):
        return storm in self.storms

    def live(self):
        """Let storms come and go, until the world wants calm."""
        random, scheduler = self.world.random, self.world.scheduler
        while not self.is_over:
            scheduler.sleep(random.expovariate(1 / 150.0))
            if self.is_over:
                return
            for storm in random.sample(STORMS, random.choice((1, 1, 1, 2, 3))):
                self._rise(storm)
            # Most storms are short; a service may be down for hours.
            longest = max((_LONGEST_S.get(storm, 300.0) for storm in self.storms), default=0.0)
            scheduler.sleep(random.random() ** 3 * longest)
            self.calm()

    def end(self):
        """No more storms."""
        self.is_over = True
        self.calm()

    def calm(self):
        for storm in sorted(self.storms):
            self._settle(storm)
        self.storms.clear()

    def strike_disk(self, operation):
        """Raise what the disk's storm has for an operation."""
        if "full" in self.storms and operation in _NEEDS_ROOM:
            raise OSError(errno.ENOSPC, "no space left on device")
        if "disk" in self.storms and self.world.random.random() < 0.15:
            code = self.world.random.choice(_DISK_ERRORS[operation])
            raise OSError(code, errno.errorcode[code])

    def loses_answer(self):
        """Whether a file server does what it was asked for, and its answer does not come."""
        return "answers" in self.storms and self.world.random.random() < 0.2

    def strikes_journal(self):
        return "journal" in self.storms and self.world.random.random() < 0.3

    def loses_event(self):
        return self.world.random.random() < (0.5 if "events" in self.storms else self.world.deafness)

    def event_delay(self):
        random = self.world.random
        return random.random() * (8.0 if "events" in self.storms and random.random() < 0.3 else 0.05)

    def _rise(self, storm):
        if storm in self.storms:
            return
        self.storms.add(storm)
        self.seen[storm] = self.seen.get(storm, 0) + 1
        if storm == "away":
            self.world.tree.present = False
            self.world.away_since = self.world.scheduler.now
        if storm == "blind":
            for watcher in self.world.tree.watchers:
                watcher.alive = False
        if storm == "held":
            self._hold()
        if storm == "refusing":
            self.world.service.revoke(stays=self.world.random.random() < 0.6)

    def _settle(self, storm):
        tree = self.world.tree
        if storm == "away":
            tree.present = True
            if self.world.random.random() < 0.5:
                # A server that was away has forgotten who held which lock.
                tree.identity = (tree.identity[0], tree.identity[1] + 1)
                self.world.drop_locks()
        if storm == "held":
            for folder in tree.folders.values():
                for node in folder.values():
                    node.held = 0
        if storm == "refusing":
            self.world.service.welcome()

    def _hold(self):
        """A viewer, a scanner: some files can be neither opened nor moved."""
        for folder in self.world.tree.folders.values():
            for node in folder.values():
                node.held = int(self.world.random.random() < 0.5)
