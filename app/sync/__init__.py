"""Pull for phones: what changed after a place in the log, as far as the reader may see it.

Invariants: the cursor is opaque, encrypted, bound to the reader and their grants; entries the reader may not see leave no
trace, not even a page boundary; a change of grants starts a snapshot anew; the last page says by a digest what the device should
hold, and whoever holds something else compares lists; only what a device itself names is told to be gone; pushing is the
ordinary idempotent writes.
"""
