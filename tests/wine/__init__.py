"""The Windows lane: a Windows CPython under Wine, on which the program and its tests run with Windows' own calls."""
