"""One run: a branch with its folder, PCs, people, weather and service, from a seed to a verdict."""

import contextlib
import hashlib
import logging
import shutil
import tempfile
import traceback
from pathlib import Path
from random import Random

from branchagent import rollcall
from branchagent.agent import Agent, AlreadyRunningError
from branchagent.core.retry import Backoff
from branchagent.core.status import State
from branchagent.pdfs import look
from branchagent.service_watch import ServiceWatch
from branchagent.settings.model import FolderSettings, ServerSettings, Settings, StateSettings, UploadSettings
from branchagent.signing_in import Session
from branchagent.station import Lasting
from branchagent.texts import Texts
from branchagent.wire import NoPasswords

from .clerks import Clerks
from .files import TOP, Tree
from .invariants import Judge, Watchman
from .machines import Process, Shown, SimClock
from .meddlers import Meddlers, Pc
from .rules import Rules
from .scheduler import Mutex, Owner, Scheduler
from .service import SimService, SimSource, SimUploader
from .weather import Weather

_BEGINNING = 1_790_000_000.0
_LONGEST_S = 400_000.0
_SETTLING_S = 40_000.0


class World:
    """Everything of one run."""

    def __init__(self, seed, receipts=60, rules=True):
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - it has to be drawn the same way again
        rollcall._ENOUGH = (3, 20, 2_000)[seed % 3]
        self.scheduler = Scheduler(self.random)
        self.everybody = Owner("the world")
        self.root = Path(tempfile.mkdtemp(prefix="simulation-", dir=_ram()))
        self.drop = self.root / "drop"
        self.epoch = _BEGINNING
        self.epoch_offset = 0.0
        self.grain_ns = self.random.choice((1, 100, 10_000_000, 2_000_000_000))
        self.tree = Tree(self)
        self.tree.tells_writers = self.random.random() < 0.6
        self.deafness = self.random.choice((0.0, 0.0, 0.02, 0.2))
        """How many events this world's file system forgets to tell of, in all weathers."""
        self.weather = Weather(self)
        self.service = SimService(self)
        self.rules = Rules(self, on=rules)
        self.mode = self.random.choice(("token", "login"))
        self.token_life_s = 1e9 if self.mode == "token" else self.random.choice((120.0, 3_600.0))
        self.credentials_serial = 1
        self._token = None
        self.crash_every = self.random.choice((0, 400, 2_000, 20_000))
        self.locks = {}
        self.lock_generation = 1
        self.locks_dropped_at = 0.0
        self.pcs = [Pc(self, f"pc{n}") for n in range(self.random.choice((1, 1, 1, 2, 3)))]
        self.clerks = Clerks(self, receipts)
        self.saved = set()
        self.clerks_files = set()
        self.misnamed = set()
        self.overwritten = set()
        self.moved_back = set()
        self.violations = []
        self.is_closing = False
        self.is_over = False
        self.away_since = 0.0
        self.processes = []
        self._hash = hashlib.sha256()
        self.lines = None

    # what the others ask of it

    def wall(self):
        return self.epoch + self.epoch_offset + self.scheduler.now

    def hash(self, content):
        return hashlib.sha256(content).hexdigest()

    def draw_life(self):
        """Draw after how many effects a process dies by itself."""
        if not self.crash_every or self.is_closing:
            return 1 << 60
        return int(self.random.expovariate(1 / self.crash_every)) + 1

    def trace(self, *words):
        """Note what happens; two runs of one seed must note the same."""
        line = f"{self.scheduler.now:.4f} {' '.join(words)}"
        self._hash.update(line.encode("utf-8", "replace"))
        if self.lines is not None:
            self.lines.append(line)

    def violated(self, invariant, what):
        self.trace("VIOLATION", invariant, what)
        self.violations.append(f"({invariant}) {what}")

    def recently_touched(self, node):
        """Whether somebody wrote into a file just now: what is moved then is moved back."""
        return node.writers > 0 or self.scheduler.now - node.touched_at < 1.0

    def runs(self, pc):
        return pc.process is not None and pc.process.alive and not pc.process.ended and not pc.process.frozen

    def wait_for_folder(self):
        while not self.tree.present:
            self.scheduler.sleep(5.0)

    def drop_locks(self, holder=None):
        """Let a file server forget who held the folder's lock."""
        if holder is None or self.locks.get(str(self.drop)) is holder:
            self.locks.pop(str(self.drop), None)
            self.lock_generation += 1
            self.locks_dropped_at = self.scheduler.now

    def kill(self, process):
        self.trace("killed", process.name)
        process.die()
        for watcher in process.watchers:
            watcher.stop()

    def stored_token(self):
        if self._token is None or self._token[0] != self.credentials_serial:
            self._token = (self.credentials_serial, self.service.issue(source="token"))
        return self._token[1]

    def renew_credentials(self):
        """Somebody stores good credentials and tells the agents so."""
        self.service.welcome()
        self.credentials_serial += 1
        for pc in self.pcs:
            pc.control.tell_of_credentials()
            pc.tell()

    # its life

    def start(self, pc):
        """Start an agent on a PC."""
        process = Process(self, pc)
        self.processes.append(process)
        settings = self._settings(pc)
        clock = SimClock(self)
        session = Session(SimSource(self, process, self.mode), clock, Mutex(self.scheduler))
        backoff = Backoff(settings.upload.first_wait_s, settings.upload.longest_wait_s)
        service = ServiceWatch(clock, backoff)
        lasting = Lasting(session, NoPasswords(), SimUploader(self, process), AtOnce(), service, backoff, Texts("en"))
        self.trace("starts", process.name)

        def run():
            with contextlib.suppress(AlreadyRunningError):
                process.agent.run()
            process.ended = True

        process.agent = Agent(settings, lasting=lasting, machine=process.machine, face=Shown(process))
        self.scheduler.spawn(process, run)
        return process

    def _settings(self, pc):
        return Settings(
            folder=FolderSettings(self.drop, watch=pc.watch),
            server=ServerSettings("https://siskohat.example"),
            upload=UploadSettings(parallel=pc.parallel, retries=pc.retries, longest_wait_s=300.0),
            state=StateSettings(pc.state),
        )

    def run(self):
        """Live through it all, become calm, and judge."""
        noticing = _Mishaps(self)
        logging.getLogger("branchagent").addHandler(noticing)
        try:
            self._live()
            self._close()
            Judge(self).judge()
        finally:
            for process in self.processes:
                process.survived = process.alive
            self.scheduler.end()
            logging.getLogger("branchagent").removeHandler(noticing)
            for process in self.processes:
                process.die()
            shutil.rmtree(self.root, ignore_errors=True)
        return self

    def figures(self):
        """Tell how much was run."""
        return {
            "seeds": 1,
            "receipts": self.clerks.brought,
            "requests": self.service.requests,
            "starts of the agent": len(self.processes),
            "of them cut off": sum(not process.ended for process in self.processes if not process.survived),
            "storms": sum(self.weather.seen.values()),
            "hours of its own": round(self.scheduler.now / 3_600),
            "steps": self.scheduler.steps,
        }

    @property
    def digest(self):
        return self._hash.hexdigest()

    def _live(self):
        for pc in self.pcs:
            self.scheduler.spawn(self.everybody, pc.live)
        for work in (self.clerks.work, self.weather.live, Meddlers(self).work, Watchman(self).watch):
            self.scheduler.spawn(self.everybody, work)
        self.scheduler.run(lambda: self.clerks.left == 0 or self.violations, _LONGEST_S)
        self.scheduler.run(lambda: bool(self.violations), self.scheduler.now + self.random.random() * 600.0)

    def _close(self):
        """Let the weather end and the agents work off what is there."""
        self.is_closing = True
        self.weather.end()
        deadline = self.scheduler.now + _SETTLING_S
        self.scheduler.run(lambda: self.scheduler.now > deadline - _SETTLING_S + 1_000.0, deadline)
        for process in self.processes:
            process.effects_left = 1 << 60
            if process.frozen:
                process.calm_since = process.thawed_at = self.scheduler.now
                self.scheduler.thaw(process)
        for pc in self.pcs:
            pc.control.resume()
        self.scheduler.spawn(self.everybody, self._tend)
        quiet = self.violations or self.scheduler.run(self._is_quiet, deadline)
        self.is_over = True
        self.scheduler.run(lambda: False, self.scheduler.now + 20.0)
        if not quiet:
            waits = [name for name in self.tree.folders[TOP] if not name.startswith(".")]
            self.violated("f", f"after {_SETTLING_S:.0f} s of calm still waits: {waits[:5]}, {self._shown()}")

    def _tend(self):
        """What goes on in the calm: agents are started, credentials are good, the service has other receipts."""
        self.renew_credentials()
        while not self.is_over:
            for pc in self.pcs:
                if pc.process is None or not pc.process.alive or pc.process.ended:
                    pc.start()
            self.clerks.bring_witness()
            self.scheduler.sleep(60.0)

    def _is_quiet(self):
        waits = any(not name.startswith(".") for name in self.tree.folders[TOP])
        return bool(self.violations) or (not waits and not self.clerks.busy and self._says_so())

    def _says_so(self):
        reports = [pc.process.report for pc in self.pcs if pc.process is not None and pc.process.report is not None]
        return any(report.state in {State.IDLE, State.ATTENTION} and not report.waiting for report in reports)

    def _shown(self):
        return [pc.process.report.state.value for pc in self.pcs if pc.process is not None and pc.process.report]


class AtOnce:
    """A `branchagent.examiner.Examiner` without a process: PDFium is real, and its receipts are harmless."""

    look = staticmethod(look)

    def close(self):
        """There is nothing to end."""


class _Mishaps(logging.Handler):
    """What nobody foresaw is logged with its trace; nothing may be."""

    def __init__(self, world):
        super().__init__(logging.ERROR)
        self.world = world

    def emit(self, record):
        if record.exc_info and record.exc_info[0] is not None and record.exc_info[0].__name__ != "GreenletExit":
            said = "".join(traceback.format_exception(*record.exc_info)[-3:])
            self.world.violated("mishap", f"{record.getMessage()}: {said}")


def _ram():
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - where it is, it is memory
