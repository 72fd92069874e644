"""The program with policies as a registry would give them: `python with_policies.py POLICIES.json COMMAND …`.

The file maps a registry key to its values, each with its data and the number of its type.
"""

import json
import sys
from pathlib import Path

from branchagent.cli.main import main
from branchagent.settings import policies

# Without the folder of this file in the path, whose modules have the names of others.
PROGRAM = (sys.executable, "-P", str(Path(__file__).resolve()))


def registry_of(keys):
    """Give what reads such keys."""

    def read(path):
        values = keys.get(path)
        return None if values is None else [policies.Value(name, *found) for name, found in values.items()]

    return read


if __name__ == "__main__":
    policies.systems_registry = registry_of(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.exit(main(sys.argv[2:]))
