"""The PCs of the branch, and all who start, stop, kill, freeze and set them."""

from branchagent.control import Control


class Pc:
    """A machine on which the agent is started again whenever it is not there."""

    def __init__(self, world, name):
        self.world = world
        self.name = name
        self.state = world.root / name
        self.runs = 0
        self.process = None
        self.watchers = []
        self.watch = world.random.choice(("native", "native", "polling"))
        self.parallel = world.random.choice((1, 2, 4, 6))
        self.retries = world.random.choice((2, 3, 5))
        self.control = Control(self.state)

    def live(self):
        """Start the agent, and start it again after it has ended or died."""
        world = self.world
        while not world.is_closing:
            if self.process is None or not self.process.alive or self.process.ended:
                self.start()
            world.scheduler.sleep(world.random.expovariate(1 / 40.0))

    def start(self):
        """Start the agent now."""
        self.runs += 1
        self.watchers.clear()
        self.process = self.world.start(self)

    def tell(self):
        """Let a command's wish be heard."""
        for watcher in list(self.watchers):
            watcher.happened("wish")


class Meddlers:
    """They pause, stop, kill, freeze, mend credentials and set the clock."""

    def __init__(self, world):
        self.world = world

    def work(self):
        random, scheduler = self.world.random, self.world.scheduler
        deeds = [self.pause, self.stop, self.kill, self.freeze, self.renew, self.set_clock, self.suspend, self.look]
        while not self.world.is_closing:
            scheduler.sleep(random.expovariate(1 / 240.0))
            if not self.world.is_closing:
                random.choice(deeds)(random.choice(self.world.pcs))

    def pause(self, pc):
        pc.control.pause()
        pc.tell()
        self.world.scheduler.sleep(self.world.random.random() * 200.0)
        pc.control.resume()
        pc.tell()

    def look(self, pc):
        pc.control.make()
        pc.control.ask_for_a_look()
        pc.tell()

    def stop(self, pc):
        if self.world.runs(pc):
            pc.process.agent.stop()

    def kill(self, pc):
        if not self.world.runs(pc):
            return
        self.world.kill(pc.process)
        if len(self.world.pcs) == 1 and self.world.random.random() < 0.5:
            self.world.tree.cut_power()
            for journal in pc.process.journals[-1:]:
                journal.cut_power()

    def freeze(self, pc):
        """SIGSTOP, or a PC that sleeps: its server may give its lock to another one meanwhile."""
        world, process = self.world, pc.process
        if not world.runs(pc):
            return
        process.frozen = True
        if world.random.random() < 0.5:
            world.drop_locks(process)
        world.scheduler.sleep(world.random.random() * 600.0)
        process.calm_since = process.thawed_at = world.scheduler.now
        world.scheduler.thaw(process)

    def renew(self, _):
        """`branchagent login`, on every PC."""
        self.world.renew_credentials()

    def set_clock(self, _):
        self.world.epoch_offset += self.world.random.choice((-86_400.0, -3_600.0, -2.0, 2.0, 3_600.0, 86_400.0))

    def suspend(self, _):
        """The whole branch sleeps for an hour."""
        self.world.scheduler.now += 3_600.0
        for pc in self.world.pcs:
            if pc.process is not None:
                pc.process.calm_since = self.world.scheduler.now
