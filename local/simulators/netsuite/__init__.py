"""A simulated Oracle NetSuite: one pure core, an HTTP shell, an in-process remote."""
