"""`manage.py serve` with faults built in from outside: the product itself has no hooks for tests.

Faults begin and end while it runs, by files in one folder (`controls.py`), which the tests write
(`tests/chaos/faults`) and the processes look at whenever they come to the place.
"""
