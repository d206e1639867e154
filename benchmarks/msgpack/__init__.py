"""Would `lifeline.v1.msgpack` pay? docs/adr/0014 has the answer."""
