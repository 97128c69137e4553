"""The command line: parses, calls one workflow, prints, sets the exit code."""
