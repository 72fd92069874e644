"""The command line: each command a module, loaded only when it is asked for."""
