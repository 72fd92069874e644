"""Where the packaged program begins."""

import os
import sys


def give_back_search_path() -> None:
    """Let programs that this one starts, such as the browser, load the system's libraries and not those packed here.

    What was loaded from there already, and what this process loads yet, is not touched by it.
    """
    if sys.platform not in {"win32", "darwin"}:
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before is not None:
            os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    give_back_search_path()

    from branchagent.cli.main import main

    sys.exit(main())
