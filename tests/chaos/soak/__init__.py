"""An hour of ordinary life, cheap and steady: whatever a site holds must not grow with time.

`python -m tests.chaos.soak` plays it and prints every gauge; `make soak` is the same.
"""
