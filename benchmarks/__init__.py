"""CPU per delivery, beside the Channels tutorial's way and Socket.IO in the same run.

Machines differ, and so do their neighbours; ratios of one run do less.
"""
