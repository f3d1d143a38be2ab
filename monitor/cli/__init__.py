"""The command line: one file a command group; a command is a few lines over jobs and desk."""
