"""Frames that no client of ours would send, against a live session: there is no wrong one."""
