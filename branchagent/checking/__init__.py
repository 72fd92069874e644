"""The examination behind `branchagent check`: all that a first day can trip over. It sends no receipt."""

from branchagent.checking.credentials import unusable_case
from branchagent.checking.examining import findings, of_wrong_settings
from branchagent.checking.findings import Finding, Level, as_json

__all__ = ["Finding", "Level", "as_json", "findings", "of_wrong_settings", "unusable_case"]
