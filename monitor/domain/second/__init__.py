"""A second, optional reader for what the first is unsure of: asked, checked, weighed."""
