"""The link in real Chromium, through its DevTools protocol."""
