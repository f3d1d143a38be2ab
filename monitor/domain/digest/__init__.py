"""What goes into a digest, and when one is due."""
