"""What a process of the agent has of its machine, and how it dies."""

import contextlib
import sqlite3

from branchagent.core.status import State
from branchagent.faces import Face
from branchagent.journal import Journal, JournalUnavailableError
from branchagent.journal.opening import FILE_NAME
from branchagent.watching import WatchingError

from .files import SimDisk
from .scheduler import Event, Inbox, Mutex, Owner, Slots, Workers

_SLOW = 0.02
"""How often a disk, a scanner or a busy machine lets somebody wait where nobody waits as a rule."""


class Shown(Face):
    """What a process shows of itself."""

    def __init__(self, process):
        self._process = process

    def report(self, report):
        self._process.told(report)


class Process(Owner):
    """One run of the agent on one PC. It dies at an effect, or when somebody kills it."""

    def __init__(self, world, pc):
        super().__init__(f"{pc.name}#{pc.runs}")
        self.world = world
        self.pc = pc
        self.effects_left = world.draw_life()
        self.journals = []
        self.watchers = []
        self.machine = SimMachine(world, self)
        self.agent = None
        self.report = None
        self.calm_since = self.thawed_at = world.scheduler.now
        self.idle_since = None
        self.ended = False
        self.survived = False

    def effect(self, kind):
        """Something is about to happen outside: others run first, and we may die here."""
        if self.world.random.random() < _SLOW:
            self.world.scheduler.sleep(self.world.random.expovariate(1 / 0.2))
        else:
            self.world.scheduler.switch()
        self.effects_left -= 1
        if self.effects_left <= 0:
            self.world.trace("dies at", self.name, kind)
            self.world.kill(self)
            self.world.scheduler.abandon()

    def told(self, report):
        """Take the agent's report."""
        self.report = report
        self.world.trace("report", self.name, report.state.value, str(report.waiting))
        if report.state is State.STANDBY:
            self.calm_since = self.world.scheduler.now

    def die(self):
        """Leave behind what a killed process leaves: committed transactions, and nothing else."""
        self.alive = False
        for journal in self.journals:
            with contextlib.suppress(sqlite3.Error):
                journal._connection.rollback()
                journal._connection.close()
        for watcher in self.watchers:
            watcher.alive = False


class SimMachine:
    """A `branchagent.machine.Machine`."""

    def __init__(self, world, process):
        self._world = world
        self._process = process
        self.clock = SimClock(world)
        self.disk = SimDisk(world, process)

    def event(self):
        return Event(self._world.scheduler)

    def inbox(self):
        return Inbox(self._world.scheduler)

    def mutex(self):
        return Mutex(self._world.scheduler)

    def slots(self, count):
        return Slots(self._world.scheduler, count)

    def workers(self, count):
        return Workers(self._world.scheduler, self._process, count)

    def begin(self, work, name):  # noqa: ARG002 - the machine's signature
        return self._world.scheduler.spawn(self._process, work)

    def lock(self, path):
        return SimLock(self._world, self._process, str(path))

    def folder_lock(self, drop, _state):
        return SimLock(self._world, self._process, str(drop), in_folder=True)

    def watcher(self, folder, on_hint, on_lost):
        return SimWatcher(self._world, self._process, folder, on_hint, on_lost)

    def journal(self, state):
        self._process.effect("journal")
        if self._world.weather.strikes_journal():
            raise JournalUnavailableError("unable to open database file")
        return FaultyJournal(state, self._process)


class SimClock:
    """The PC's clock; all PCs of a world share it, jumps included."""

    def __init__(self, world):
        self._world = world

    def now(self):
        return self._world.wall()

    def monotonic(self):
        return self._world.scheduler.now

    def jitter(self):
        return self._world.random.random()


class SimLock:
    """A lock of the system: it goes with its process, and a file server may forget it."""

    def __init__(self, world, process, key, *, in_folder=False):
        self._world = world
        self._process = process
        self._key = key
        self._in_folder = in_folder
        self._generation = None

    def take(self):
        self._process.effect("lock")
        if self._in_folder:
            self._process.machine.disk.maybe_fail("open")
        holder = self._world.locks.get(self._key)
        if holder is not None and holder.alive and holder is not self._process:
            return False
        self._world.locks[self._key] = self._process
        self._generation = self._world.lock_generation
        return True

    def still_held(self):
        self._process.effect("stat")
        self._world.scheduler.current.saw_lock = self._in_folder
        if self._in_folder and not self._world.tree.present:
            return False
        is_ours = self._world.locks.get(self._key) is self._process
        return is_ours and (not self._in_folder or self._generation == self._world.lock_generation)

    def release(self):
        self._generation = None
        if self._world.locks.get(self._key) is self._process and self._process.alive:
            del self._world.locks[self._key]

    def leave(self):
        self.release()

    def owner(self):
        holder = self._world.locks.get(self._key)
        return "?" if holder is None else holder.name


class SimWatcher:
    """Events that come late, or never."""

    def __init__(self, world, process, folder, on_hint, on_lost):
        self.world = world
        self.process = process
        self.folder = folder
        self.alive = False
        self._on_hint = on_hint
        self._on_lost = on_lost

    def start(self):
        self.process.effect("watch")
        if "blind" in self.world.weather:
            raise WatchingError("no more watches")
        self.alive = True
        self.process.watchers.append(self)
        self._listeners().append(self)

    def stop(self):
        self.alive = False
        if self in self._listeners():
            self._listeners().remove(self)

    def happened(self, name):
        """Something happened to a file."""
        weather = self.world.weather
        if not self.alive or not self.process.alive or weather.loses_event():
            return
        if self.world.random.random() < 0.002:
            name = None  # the queue overflowed
        at = self.world.scheduler.now + weather.event_delay()
        self.world.scheduler.call_at(at, self.process, lambda: self._tell(name))

    def _tell(self, name):
        if not self.alive:
            return
        if name is None:
            self._on_lost()
        else:
            self._on_hint(name)

    def _listeners(self):
        return self.world.tree.watchers if self.folder == self.world.drop else self.process.pc.watchers


class FaultyJournal(Journal):
    """The real journal on real SQLite. A transaction fails before it begins or at its end; a crash is beside it."""

    def __init__(self, state, process):
        super().__init__(state, Mutex(process.world.scheduler))
        self._process = process
        self._unsynced = []
        process.journals.append(self)

    def filed(self, receipt_id, filed_as):
        super().filed(receipt_id, filed_as)
        self._unsynced.append(receipt_id)

    def cut_power(self):
        """Take back what was committed and not synced: none, or some, of the latest may have reached the disk."""
        while self._unsynced and self._process.world.random.random() < 0.7:
            with contextlib.closing(sqlite3.connect(self._state / FILE_NAME)) as db, db:
                undone = "UPDATE receipt SET stage = 'judged', filed_as = NULL WHERE id = ? AND stage = 'filed'"
                db.execute(undone, (self._unsynced.pop(),))

    @contextlib.contextmanager
    def _transaction(self, *, durable):
        with super()._transaction(durable=durable) as db:
            yield db
            self._strike("disk I/O error")
        if durable:
            self._unsynced.clear()
        self._process.effect("committed")

    @contextlib.contextmanager
    def _sound(self):
        self._process.effect("journal")
        self._strike("database is locked")
        with super()._sound() as db:
            yield db

    def _strike(self, what):
        if self._process.world.weather.strikes_journal():
            raise JournalUnavailableError(what)
