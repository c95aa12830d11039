"""The same services from the command line: one file a command."""
