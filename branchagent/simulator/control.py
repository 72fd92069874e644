"""The control paths under `/_simulator/`: for rehearsals only, so they ask for no password."""

import json
from dataclasses import asdict
from http import HTTPStatus

from branchagent.simulator.answers import Response, json_response
from branchagent.simulator.rules import Rule, RuleError, make_rule, parse_step
from branchagent.simulator.service import Service

PREFIX = "/_simulator/"


def control(service: Service, method: str, command: str, body: bytes) -> Response:
    """Do what a control path asks; its answer is JSON, with `error` if it was not understood."""
    try:
        content = _report(service, command) if method in {"GET", "HEAD"} else _order(service, command, body)
    except (RuleError, ValueError) as error:
        return json_response(HTTPStatus.BAD_REQUEST, {"error": str(error)})
    if content is None:
        return json_response(HTTPStatus.NOT_FOUND, {"error": f"no {method} {PREFIX}{command}"})
    return json_response(HTTPStatus.OK, content)


def reset(service: Service) -> None:
    """Begin anew: no rules, no records, nothing accepted or revoked, and up. Stored files stay."""
    service.is_down.clear()
    service.rulebook.clear()
    service.gate.pardon()
    service.ledger.clear()


def _report(service: Service, command: str) -> object:
    match command:
        case "state":
            return {**service.ledger.state(), "down": service.is_down.is_set()}
        case "requests":
            records = service.ledger.requests
            return [{**asdict(record), "at": record.at.isoformat()} for record in records]
        case _:
            return None


def _order(service: Service, command: str, body: bytes) -> object:
    match command:
        case "rules":
            _put_rules(service, json.loads(body))
        case "always":
            _always(service, json.loads(body))
        case "normally":
            service.is_down.clear()
            service.rulebook.always(None)
        case "down":
            service.is_down.set()
        case "up":
            service.is_down.clear()
        case "revoke":
            service.gate.revoke()
        case "reset":
            reset(service)
        case _:
            return None
    return {"ok": True}


def _put_rules(service: Service, content: object) -> None:
    if not isinstance(content, dict):
        raise RuleError('rules are an object such as {"0111*": ["28", "00"]}')
    rules = [_rule(pattern, steps) for pattern, steps in content.items()]
    for rule in rules:
        service.rulebook.put(rule)


def _rule(pattern: str, steps: object) -> Rule:
    if isinstance(steps, str):
        steps = steps.split(",")
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise RuleError(f"the steps for {pattern!r} are not a list of strings")
    return make_rule(pattern, tuple(steps))


def _always(service: Service, content: object) -> None:
    step = content.get("step") if isinstance(content, dict) else None
    if not isinstance(step, str):
        raise RuleError('always takes an object such as {"step": "http-503"}')
    service.rulebook.always(parse_step(step))
