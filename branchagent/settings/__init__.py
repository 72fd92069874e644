"""Layered TOML settings: `load` gives a `Loaded`, or one `SettingsError` that names every problem at once."""

from branchagent.settings.loading import Loaded, load
from branchagent.settings.model import Settings
from branchagent.settings.origins import Layer, Origin
from branchagent.settings.problems import Problem, SettingsError

__all__ = ["Layer", "Loaded", "Origin", "Problem", "Settings", "SettingsError", "load"]
