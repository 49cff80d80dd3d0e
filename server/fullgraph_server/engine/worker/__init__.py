"""The client's side of the worker process."""
