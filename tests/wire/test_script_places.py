"""Where a proxy script is, as Windows' settings say it."""

from pathlib import PureWindowsPath

import pytest

from branchagent.wire.scripts import windows_path


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("file:///C:/ProgramData/proxy.pac", r"C:\ProgramData\proxy.pac"),
        ("file://C:/ProgramData/proxy.pac", r"C:\ProgramData\proxy.pac"),
        (r"file://C:\ProgramData\proxy.pac", r"C:\ProgramData\proxy.pac"),
        (r"FILE:///c:\ProgramData\proxy.pac", r"c:\ProgramData\proxy.pac"),
        ("file://localhost/C:/proxy.pac", r"C:\proxy.pac"),
        ("file:C:/proxy.pac", r"C:\proxy.pac"),
        ("file:///C:/Program%20Files/a%23b.pac", r"C:\Program Files\a#b.pac"),
        ("file://server/share/proxy.pac", r"\\server\share\proxy.pac"),
        (r"file:\\server\share\proxy.pac", r"\\server\share\proxy.pac"),
        ("file:////server/share/proxy.pac", r"\\server\share\proxy.pac"),
    ],
)
def test_windows_writes_the_address_of_a_file_in_many_ways(place, path):
    assert windows_path(place) == PureWindowsPath(path)
