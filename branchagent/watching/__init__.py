"""Seeing arrivals: the listing is the truth, native events are hints that make it quick."""

from branchagent.watching.native import PROBE_PREFIX, Watcher, WatchingError, may_watch
from branchagent.watching.sight import Sight

__all__ = ["PROBE_PREFIX", "Sight", "Watcher", "WatchingError", "may_watch"]
