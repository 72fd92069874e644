"""SISKOHAT as this world has it: what it accepted and from whom, and what it answers, when it answers."""

import json
from dataclasses import dataclass, field

from branchagent.core.verdicts import Answered, InDoubt, NotSent, Trouble
from branchagent.signing_in import MissingCredentialsError, NoTokenError, ServiceAwayError
from branchagent.signing_in.tokens import Token

TIMEOUT_S = 60.0


@dataclass
class Fate:
    """What the service thinks of a number: `kind`, and how often it says so before it takes the receipt."""

    kind: str = "fine"
    times: int = 0


@dataclass
class Told:
    """What the service said of one number with one content, delivered or not."""

    rcs: list = field(default_factory=list)


class SimService:
    """The service. It accepts each number once, and answers 29 ever after."""

    def __init__(self, world):
        self.world = world
        self.fates = {}
        self.accepted = {}
        self.known_before = set()
        self.told = {}
        self.requests = 0
        self.logins = 0
        self.valid_until = {}
        self.refuses_logins = False
        self.locked_keyring = False
        self._serial = 0

    def receive(self, number, sha256, token):
        """Take a request that has arrived whole, and give the answer that goes back."""
        world = self.world
        self.requests += 1
        if (number, sha256) not in world.saved:
            world.violated("b", f"bytes were sent for {number} that nobody ever saved whole under it")
        storm = self._storm()
        if storm in {"busy", "portal"} or (storm == "error" and world.random.random() < 0.5):
            return self._unanswered(storm)
        answered = self._answer(number, sha256, token)
        self.told.setdefault((number, sha256), Told()).rcs.append(answered[1].get("RC"))
        if storm == "error":
            return self._unanswered(storm)
        world.trace("answer", number, str(answered[1].get("RC")))
        return self._dressed(*answered)

    def issue(self, *, source):
        """Give a token for good credentials."""
        self._serial += 1
        life = self.world.token_life_s
        text = f"token-{self._serial}"
        self.valid_until[text] = self.world.scheduler.now + life
        return Token(text, self.world.wall() + life, life if source == "login" else None)

    def revoke(self, *, stays):
        """Let no token be good any more; `stays`: nor any that credentials get, until they are mended."""
        self.valid_until.clear()
        self.refuses_logins = stays

    def welcome(self):
        """The credentials are good again."""
        self.refuses_logins = False

    def _storm(self):
        raging = [storm for storm in ("busy", "error", "portal") if storm in self.world.weather]
        return self.world.random.choice(raging) if raging else None

    def _answer(self, number, sha256, token):
        if self.valid_until.get(token, -1.0) < self.world.scheduler.now:
            return 400, {"RC": self.world.random.choice(("96", "97", "98")), "message": "API key"}
        if number in self.accepted or number in self.known_before:
            return 200, {"RC": "29", "message": "already uploaded"}
        if "sick" in self.world.weather:
            return 400, {"RC": "99", "message": "connection or data error"}
        fate = self.fates.setdefault(number, Fate())
        if fate.kind != "fine" and fate.times > 0:
            fate.times -= 1
            return _REFUSALS[fate.kind]
        self.accepted[number] = sha256
        return 200, {"RC": "00", "message": "uploaded", "no_validasi": number}

    def _unanswered(self, storm):
        retry_after = self.world.random.choice((None, None, 5.0, 60.0))
        if storm == "portal":
            status = self.world.random.choice((200, 302, 403))
            return Answered(status, b"<html>sign in to the network</html>", "text/html")
        if storm == "busy":
            return Answered(self.world.random.choice((429, 503)), b"", "", retry_after)
        return Answered(self.world.random.choice((500, 502, 504)), b"Bad Gateway", "text/plain")

    def _dressed(self, status, fields):
        random = self.world.random
        if not fields:
            return Answered(status, random.choice((b"", b"OK", b"[]", b'{"RC": null}')), "application/json")
        if random.random() < 0.2:
            fields = {name.lower(): value for name, value in fields.items()}
        body = json.dumps(fields).encode("utf-8-sig" if random.random() < 0.1 else "utf-8")
        date = self.world.scheduler.now + self.world.epoch
        return Answered(status, body, "application/json", None, date if random.random() < 0.5 else None)


_REFUSALS = {
    "unknown": (400, {"RC": "05", "message": "data not found"}),
    "full": (400, {"RC": "28", "message": "error uploading the file"}),
    "error": (400, {"RC": "99", "message": "connection or data error"}),
    "garbage": (200, {}),
    "other": (200, {"RC": "42", "message": "?"}),
    "contradiction": (400, {"RC": "00", "message": "uploaded"}),
    "large": (413, {}),
}


class SimUploader:
    """A `branchagent.uploading.Uploader`: the network, with all that it loses."""

    def __init__(self, world, process):
        self._world = world
        self._process = process

    def encode(self, number, content):
        return number, content

    def send(self, form, token):
        number, content = form
        world, process = self._world, self._process
        process.effect("connect")
        world.rules.before_sending(process, number, world.hash(content))
        if not self._reaches():
            world.scheduler.sleep(world.random.choice((0.01, 3.0, 30.0)))
            return NotSent(Trouble.NO_CONNECTION, "no connection")
        answer = []
        task = world.scheduler.current
        parking = task.parkings + 1
        sha256 = world.hash(content)

        def arrive():
            answer.append(world.service.receive(number, sha256, token))
            if process.alive:
                world.scheduler.wake(task, parking)

        loss = self._loss()
        if loss != "before":
            # What was sent arrives, whatever becomes of whoever sent it.
            world.scheduler.call_at(world.scheduler.now + self._latency(), world.everybody, arrive)
        world.scheduler.park(TIMEOUT_S if loss is None else world.random.choice((1.0, 20.0, TIMEOUT_S)))
        process.effect("answered")
        if loss is not None or not answer:
            return InDoubt(world.random.choice((Trouble.TIMEOUT, Trouble.BROKEN_OFF)), "no answer")
        return answer[0]

    def close(self):
        """There is nothing to let go."""

    def _reaches(self):
        return "down" not in self._world.weather and self._world.random.random() > 0.003

    def _loss(self):
        chance = 0.5 if "lost" in self._world.weather else 0.003
        return self._world.random.choice(("before", "after")) if self._world.random.random() < chance else None

    def _latency(self):
        random = self._world.random
        return random.uniform(5.0, 90.0) if "slow" in self._world.weather else random.expovariate(1 / 0.3)


class SimSource:
    """A `branchagent.signing_in.Source`: a login, or a token that somebody stored."""

    def __init__(self, world, process, mode):
        self._world = world
        self._process = process
        self._mode = mode

    def fetch(self):
        world, service = self._world, self._world.service
        self._process.effect("sign in")
        self.look()
        if self._mode == "token":
            return world.stored_token()
        if "down" in world.weather:
            raise ServiceAwayError(Trouble.NO_CONNECTION, "no connection")
        world.scheduler.sleep(world.random.expovariate(1 / 0.2))
        self._process.effect("signed in")
        service.logins += 1
        if service.refuses_logins:
            raise NoTokenError("(97) wrong password")
        return service.issue(source="login")

    def look(self):
        if "keyring" in self._world.weather:
            raise NoTokenError("the keyring is locked", "keyring-locked")
        if self._world.service.locked_keyring:
            raise MissingCredentialsError("nothing is stored")
        return self._world.stored_token() if self._mode == "token" else None

    def stamp(self):
        return None if "keyring" in self._world.weather else str(self._world.credentials_serial)
