"""The chapters of the cycle: what the office and the units do beside visits and their orders, as scenes in order of time."""
