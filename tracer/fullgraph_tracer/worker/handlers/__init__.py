"""What the worker does for each request: one file per method."""
