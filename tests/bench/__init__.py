"""What it costs, beside what people would use instead: `python -m tests.bench`; each module measures one thing."""

import sys
from pathlib import Path

# The rig of the tests is used here too.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
