"""Which articles trace back to one report."""
