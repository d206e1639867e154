"""Random trouble for one page in a real browser, and what must hold after it."""
