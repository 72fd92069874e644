import sys

from tests.corpus.score import main

sys.exit(main())
