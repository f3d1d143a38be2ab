"""The demo: a loopback newsroom that tells one real story, with its traps, day by day."""
