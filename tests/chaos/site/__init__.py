"""What a run is played on: processes of the server, what they depend on, proxies on every wire."""
