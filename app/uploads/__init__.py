"""tus 1.0 (creation, creation-with-upload, checksum, expiration, termination): how photographs arrive in pieces.

Our own, because the libraries tried lose completions or checksums (stack.md §1). Invariants: an offset is told only
when it is in the database and its bytes are on disk; one holder of the lease writes at a time; a completed upload has
the declared SHA-256, is fsynced under its hash before its row, and never changes; what was not acknowledged is cut off.
"""
