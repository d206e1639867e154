"""Our link beside other reconnecting clients: the same faults, one real Chromium, one table."""
