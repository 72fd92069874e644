"""The herd: what thousands of agents that use the real core's decisions do to a service that comes back."""
