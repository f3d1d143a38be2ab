"""The watch query: its language, how it matches, why it matches."""
