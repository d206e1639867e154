"""What each fault costs everybody: played one after the other, measured, judged.

`python -m tests.chaos.outages` prints the table; the tests beside it hold the bounds.
"""
