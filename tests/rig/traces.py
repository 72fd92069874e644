"""Stack traces in what the program writes: none may be there."""

import re

_TRACE = re.compile(r"Traceback \(most recent call last\):\n(?:[ ].*\n)*.*\n?")
_OF_AN_ORPHAN = "in spawn_main"
"""A helper process whose agent was killed in the moment in which it began cannot even be told what it is to do."""


def traces(text):
    """Give the traces of a text, those of orphans aside."""
    return [trace for trace in _TRACE.findall(text) if _OF_AN_ORPHAN not in trace]
