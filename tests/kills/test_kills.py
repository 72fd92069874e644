"""The agent, the service and the way between them are cut off at random, while receipts keep arriving.

Every receipt gets its due, whatever was killed when. `make soak` does the same for longer.
"""

import os

import pytest

KILLS = int(os.environ.get("KILLS", "30"))
FEWER = max(KILLS // 4, 8)
LONGEST_S = 60 + 5 * KILLS

pytestmark = pytest.mark.timeout(LONGEST_S)


def test_an_agent_that_is_killed_again_and_again_loses_nothing(trial):
    with trial.under_way():
        trial.kill_agents(KILLS)
    trial.judge()


def test_a_service_that_is_killed_again_and_again_costs_nothing(trial):
    with trial.under_way(), trial.branch.agent():
        trial.kill_services(FEWER)
    trial.judge()


def test_a_network_that_breaks_again_and_again_costs_nothing(trial_on_bad_lines):
    with trial_on_bad_lines.under_way(), trial_on_bad_lines.branch.agent():
        trial_on_bad_lines.break_connections(5 * FEWER)
    trial_on_bad_lines.judge()


def test_everything_at_once_costs_nothing(trial_on_bad_lines):
    with trial_on_bad_lines.under_way(), trial_on_bad_lines.disturbed():
        trial_on_bad_lines.kill_agents(FEWER)
    trial_on_bad_lines.judge()
