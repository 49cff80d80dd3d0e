"""`fullgraph record`: in the process of the user's program, notes with what its functions and modules are called."""
