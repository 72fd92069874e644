"""The whole thing on one machine with nothing set up: a simulator, a folder, sample receipts and the agent."""
