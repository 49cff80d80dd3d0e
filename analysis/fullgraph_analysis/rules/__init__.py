"""The rules, one file each. `rules.all` imports them in the order in which they are asked."""
