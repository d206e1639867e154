"""What people see and do, in a real browser. Sync Playwright: a pytest process of its own."""
