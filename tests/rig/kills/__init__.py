"""Real processes that are killed, real connections that are cut, and what must be true afterwards."""
