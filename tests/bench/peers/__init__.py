"""What people would use instead, and how it is run."""
