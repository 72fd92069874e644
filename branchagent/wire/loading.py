"""requests, loaded without what tells the encoding of a text that names none: 3 MiB, and every answer here is JSON."""

import warnings

from branchagent.lean import without

with without("chardet", "charset_normalizer"), warnings.catch_warnings():
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection dependency")
    import requests  # noqa: F401 - whoever imports it next gets this one
