"""One thread at a time, chosen by chance: every interleaving is a matter of the seed."""

import contextlib
import heapq
import itertools
from functools import partial

from greenlet import GreenletExit, getcurrent, greenlet

_STEP_S = 0.0004
"""A step of a thread takes up to this long."""


class Owner:
    """Whose threads they are: a process, which can die or be frozen, or the world itself, which cannot."""

    def __init__(self, name):
        self.name = name
        self.alive = True
        self.frozen = False
        self.iced = []


class Task:
    """A thread. `parkings` tells a wake-up that is meant from one that comes too late."""

    def __init__(self, owner, work, hub):
        self.owner = owner
        self.parkings = 0
        self.was_woken = False
        self.saw_lock = False
        self._work = work
        self.greenlet = greenlet(self._run, hub)

    def _run(self):
        self._work()

    def is_alive(self):
        return not self.greenlet.dead


class Scheduler:
    """Runs tasks one at a time, in an order drawn from the seed; time passes only here."""

    def __init__(self, random):
        self.random = random
        self.now = 0.0
        self.steps = 0
        self.current = None
        self._hub = getcurrent()
        self._ready = []
        self._timers = []
        self._order = itertools.count()
        self._tasks = {}
        self._is_over = False

    def spawn(self, owner, work):
        """Begin a thread."""
        task = Task(owner, work, self._hub)
        self._tasks[task] = None
        self._ready.append(task)
        return task

    def call_at(self, time, owner, work):
        """Do something short, which must not switch, at a time; never if its owner is dead by then."""
        heapq.heappush(self._timers, (time, next(self._order), owner, work))

    def switch(self):
        """Let others run."""
        if self._is_over:
            raise GreenletExit
        self._ready.append(self.current)
        self._hub.switch()

    def abandon(self):
        """Leave the current thread for ever."""
        self._hub.switch()

    def sleep(self, seconds):
        """Let time pass."""
        self.park(seconds)

    def park(self, seconds=None):
        """Wait until woken, at most so long; tell whether it was woken."""
        if self._is_over:
            raise GreenletExit
        task = self.current
        task.parkings += 1
        task.was_woken = False
        if seconds is not None:
            self.call_at(self.now + seconds, task.owner, partial(self._wake, task, task.parkings, woken=False))
        self._hub.switch()
        return task.was_woken

    def wake(self, task, parking=None):
        """Wake a parked thread; `parking`: only if it is still the one of that number."""
        self._wake(task, task.parkings if parking is None else parking, woken=True)

    def thaw(self, owner):
        """Let a frozen owner's threads go on."""
        owner.frozen = False
        iced, owner.iced = owner.iced, []
        for each in iced:
            if isinstance(each, Task):
                self._ready.append(each)
            else:
                each()

    def run(self, until, deadline):
        """Run until a condition holds, which is asked now and then; tell whether it came before the deadline."""
        while self.now < deadline:
            for _ in range(200):
                if not self._step():
                    raise AssertionError("everybody waits for ever")
            if until():
                return True
        return False

    def end(self):
        """End all threads; what they do on their way out concerns nobody."""
        self._is_over = True
        for task in self._tasks:
            if task.greenlet:
                with contextlib.suppress(BaseException):
                    task.greenlet.throw(GreenletExit)
        self._tasks.clear()

    def _wake(self, task, parking, *, woken):
        if task.parkings != parking:
            return
        task.parkings += 1
        task.was_woken = woken
        self._ready.append(task)

    def _step(self):
        self._ring()
        if not self._ready:
            if not self._timers:
                return False
            self.now = max(self.now, self._timers[0][0])
            return True
        index = self.random.randrange(len(self._ready))
        self._ready[index], self._ready[-1] = self._ready[-1], self._ready[index]
        task = self._ready.pop()
        if not task.owner.alive or task.greenlet.dead:
            return True
        if task.owner.frozen:
            task.owner.iced.append(task)
            return True
        self._go_on(task)
        return True

    def _go_on(self, task):
        self.steps += 1
        self.now += self.random.random() * _STEP_S
        self.current = task
        try:
            task.greenlet.switch()
        finally:
            self.current = None
        if task.greenlet.dead:
            self._tasks.pop(task, None)

    def _ring(self):
        while self._timers and self._timers[0][0] <= self.now:
            _, _, owner, work = heapq.heappop(self._timers)
            if not owner.alive:
                continue
            if owner.frozen:
                owner.iced.append(work)
            else:
                work()


class Slots:
    """What so many threads at a time can hold."""

    def __init__(self, scheduler, count):
        self._scheduler = scheduler
        self._free = count
        self._waiting = []

    def __enter__(self):
        self._scheduler.switch()
        while not self._free:
            self._waiting.append(self._scheduler.current)
            self._scheduler.park()
        self._free -= 1
        return self

    def __exit__(self, *_):
        self._free += 1
        waiting, self._waiting = self._waiting, []
        for task in waiting:
            self._scheduler.wake(task)


class Mutex(Slots):
    """What one thread at a time can hold."""

    def __init__(self, scheduler):
        super().__init__(scheduler, 1)


class Event:
    """A `threading.Event`, as far as the agent uses one."""

    def __init__(self, scheduler):
        self._scheduler = scheduler
        self._is_set = False
        self._waiting = []

    def set(self):
        self._is_set = True
        waiting, self._waiting = self._waiting, []
        for task in waiting:
            self._scheduler.wake(task)

    def clear(self):
        self._is_set = False

    def is_set(self):
        return self._is_set

    def wait(self, timeout=None):
        if not self._is_set:
            task = self._scheduler.current
            self._waiting.append(task)
            if not self._scheduler.park(timeout):
                self._waiting.remove(task)
        return self._is_set


class Inbox:
    """A `branchagent.messages.Inbox`."""

    def __init__(self, scheduler):
        self._scheduler = scheduler
        self._messages = []
        self._taker = None

    def put(self, message):
        self._messages.append(message)
        if self._taker is not None:
            self._scheduler.wake(self._taker)

    def take(self, timeout=0.0):
        if not self._messages and (timeout is None or timeout > 0):
            self._taker = self._scheduler.current
            self._scheduler.park(timeout)
            self._taker = None
        return self._messages.pop(0) if self._messages else None


class Workers:
    """A thread pool."""

    def __init__(self, scheduler, owner, count):
        self._scheduler = scheduler
        self._owner = owner
        self._count = count
        self._steps = []
        self._idle = []
        self._threads = []
        self._closing = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()

    def submit(self, step):
        if self._closing:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self._steps.append(step)
        if self._idle:
            self._scheduler.wake(self._idle.pop())
        elif len(self._threads) < self._count:
            self._threads.append(self._scheduler.spawn(self._owner, self._work))

    def shutdown(self, wait=True):
        self._closing = True
        while self._idle:
            self._scheduler.wake(self._idle.pop())
        while wait and any(thread.is_alive() for thread in self._threads):
            self._scheduler.sleep(0.05)

    def _work(self):
        while True:
            if self._steps:
                self._steps.pop(0)()
            elif self._closing:
                return
            else:
                self._idle.append(self._scheduler.current)
                self._scheduler.park()
