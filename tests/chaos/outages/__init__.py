"""What becomes of everybody while Redis or the database is gone: played, measured, judged.

`python -m tests.chaos.outages` prints the table; the tests beside it hold the bounds.
"""
