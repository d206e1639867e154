"""What a hostile client makes a process hold, beside one that has none: `serve` and bare Daphne."""
