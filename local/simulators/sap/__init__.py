"""A simulated SAP S/4HANA Cloud: one pure core, an HTTP shell, an in-process remote."""
