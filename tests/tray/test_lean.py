"""What the icon does without, so that the agent stays small beside it."""

import os
import sys
from pathlib import Path

import pytest
from rig.waiting import wait_until

from branchagent.tray.displays import without_opengl

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process has mapped is read in /proc")


def test_the_icon_starts_no_opengl_and_what_it_opens_may(make_shown, desktop, tmp_path):
    shown = make_shown(ui__language="en")
    opener, told = tmp_path / "bin" / "xdg-open", tmp_path / "environment.txt"
    opener.write_text(f"#!/bin/sh\nenv > {told}.tmp\nmv {told}.tmp {told}\n")
    with shown.agent() as agent:
        desktop.wait_for_icon()
        desktop.click("Open Drop Folder")
        wait_until(told.exists)
        mapped = Path(f"/proc/{agent.pid}/maps").read_text("utf-8")
    assert "libgtk-3" in mapped
    assert not any(word in mapped for word in ("_dri.so", "libgallium", "libLLVM"))
    assert "GDK_GL" not in told.read_text("utf-8")


def test_whoever_decides_upon_opengl_himself_is_heard(monkeypatch):
    monkeypatch.setenv("GDK_GL", "always")
    with without_opengl():
        assert os.environ["GDK_GL"] == "always"
    assert os.environ["GDK_GL"] == "always"
    monkeypatch.delenv("GDK_GL")
    with without_opengl():
        assert os.environ["GDK_GL"] == "disable"
    assert "GDK_GL" not in os.environ
