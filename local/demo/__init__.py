"""The demo: the real app on this machine, real documents through it, and a report."""
