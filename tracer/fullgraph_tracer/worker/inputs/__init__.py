"""Where example inputs come from: one file per origin, in the order of `find.ORIGINS`."""
