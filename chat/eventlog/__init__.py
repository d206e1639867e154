"""The log of every room, and of every person: the truth that all else is read from."""
