"""The windows, each a process of its own that is started when it is needed: an idle agent carries none of it."""
