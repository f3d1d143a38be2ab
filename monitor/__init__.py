"""Follow-up monitor: watches for the reports that settle open claims."""

__version__ = "0.1.0"
