"""Switches of development that hurt a WebSocket for real: cut, black hole, delay, close.

Only the connections of the playground (`/lifeline/`) can be hurt, each by whoever opened it.
Nothing here is imported where `DEBUG` is off.
"""
