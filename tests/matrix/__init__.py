"""The fault matrix: each fault of the machine, the network and the people, and what the agent does."""
