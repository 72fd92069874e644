import http.client
from dataclasses import dataclass

import pytest
import requests

from branchagent.simulator import Simulator

PDF = b"%PDF-1.7\n" + b"receipt " * 100
NUMBER = "01118053000013564019"
UPLOAD = "/siskohat/bank/setoranawal"
LOGIN = "/umrah/bank/login"


@dataclass
class Bank:
    simulator: Simulator
    session: requests.Session

    def send(self, number=NUMBER, content=PDF, token="a.token.here", **options):  # noqa: S107
        headers = {"x-access-key": token} if token else {}
        return self.session.post(
            self.simulator.url + UPLOAD,
            data={"no_validasi": number},
            files={"upload": (f"{number}.pdf", content, "application/pdf")},
            headers=headers,
            timeout=options.pop("timeout", 20),
            **options,
        )

    def post(self, path, **options):
        return self.session.post(self.simulator.url + path, timeout=20, **options)

    def get(self, path):
        return self.session.get(self.simulator.url + path, timeout=20)

    def raw(self):
        return http.client.HTTPConnection("127.0.0.1", self.simulator.port, timeout=20)


@pytest.fixture
def simulator():
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def bank(simulator, session):
    return Bank(simulator, session)


@pytest.fixture
def join(session):
    return lambda simulator: Bank(simulator, session)
