"""`python -m branchagent`."""

import sys

from branchagent.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
