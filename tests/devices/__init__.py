"""Which phone speaks for whom."""
