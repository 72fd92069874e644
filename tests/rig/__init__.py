"""What the end-to-end tests stand on: a branch's machine, its agent as a real process, a real keyring."""
