"""CPU per delivery, beside the Channels tutorial's way in the same run.

Machines differ, and so do their neighbours; ratios of one run do less.
"""
