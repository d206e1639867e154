"""Who is in which room, by lease: docs/adr/0008 says why it is done so."""
