"""tus 1.0 (creation, creation-with-upload, checksum, expiration, termination): how photographs arrive in pieces.

Our own, because the libraries tried lose completions or checksums (stack.md §1). Invariants: an offset is told only
when it is in the database and its bytes are on disk; one holder of the lease writes at a time; a completed upload has
the declared SHA-256, is fsynced under its hash before its row, and never changes; what was not acknowledged is cut off.

The lease is in the database, and the owner's newer request has it within five seconds, wherever the older one is: in
this process it is stopped, in another it is asked to let go (`asked_at`, looked at each second), and what does not
answer loses it. The file's lock only tells whether somebody has it open: who gets the lease and finds it so goes on in a
copy of what was acknowledged, and the other's bytes have no name any more to be linked, cut or removed by.
"""
