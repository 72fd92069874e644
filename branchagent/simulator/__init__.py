"""A SISKOHAT to rehearse against: the upload of receipts, the login, every response code, and faults at will.

It is for rehearsals and tests only, never for real receipts: its control paths under `/_simulator/` ask for
no password. It shares no code with the rest of branchagent, so that it cannot share its mistakes.
"""

from branchagent.simulator.config import SimulatorConfig
from branchagent.simulator.ledger import Acceptance, RedirectRecord, RequestRecord
from branchagent.simulator.rules import Rule, RuleError, Step
from branchagent.simulator.simulator import Simulator

__all__ = [
    "Acceptance",
    "RedirectRecord",
    "RequestRecord",
    "Rule",
    "RuleError",
    "Simulator",
    "SimulatorConfig",
    "Step",
]
