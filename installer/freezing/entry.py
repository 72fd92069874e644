"""Where the packaged program begins."""

import sys

from branchagent.cli.main import main

sys.exit(main())
