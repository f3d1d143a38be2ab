"""Lays out digests and hands them to mail, Slack or the terminal."""
