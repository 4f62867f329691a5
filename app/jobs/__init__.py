"""A table that is a queue: enqueued in the transaction that causes the work, claimed with a lease, retried with jitter (D11).

A job may run twice and must not mind; one that keeps failing is set aside as dead, visible to `mingcha doctor`.
"""
