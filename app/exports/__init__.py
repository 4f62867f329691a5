"""Ledgers 台账 and their exports: what is shown, as it is shown, from what the reader may see and nothing else."""
