"""The user's own classes and their instances."""
