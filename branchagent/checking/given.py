"""The settings: which files were read, and where each value comes from that is not the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchagent.settings import presenting
from branchagent.settings.origins import Layer

if TYPE_CHECKING:
    from branchagent.checking.case import Case
    from branchagent.checking.findings import Finding
    from branchagent.settings.origins import Origin


def settings(case: Case) -> Finding:
    """Tell of the settings. Wrong ones have ended the examination before this."""
    files = presenting.paths(case.config)
    told = [_file(case, file) for file in files]
    values = [
        _value(case, key, value, case.loaded.origins[key])
        for key, value, _ in presenting.show(case.loaded)
        if case.loaded.origins[key].layer is not Layer.DEFAULT or key in case.loaded.locked
    ]
    return case.ok("settings", "read", *told, *values, count=len(values))


def _file(case: Case, file: presenting.FileState) -> str:
    state = case.words.phrase("file-read" if file.exists else "file-missing")
    return f"{file.path}: {state} ({case.words.layer(file.layer)})"


def _value(case: Case, key: str, value: str, origin: Origin) -> str:
    locked = f", {case.words.phrase('locked')}" if key in case.loaded.locked else ""
    aside = "".join(
        f", {case.words.phrase('set-aside', place=_place(case, each))}" for each in case.loaded.set_aside.get(key, ())
    )
    return f"{key} = {case.words.value(value)}  ({_place(case, origin)}{locked}{aside})"


def _place(case: Case, origin: Origin) -> str:
    layer = case.words.layer(origin.layer)
    if origin.layer in {Layer.DEFAULT, Layer.RECOMMENDED, Layer.POLICY}:
        return layer
    if origin.layer is Layer.ENVIRONMENT:
        return f"{layer} {origin.source}"
    return layer if origin.line is None else case.words.phrase("line", file=layer, line=origin.line)
