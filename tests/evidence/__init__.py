"""What the reviewer is told of a photograph, and what other photographs say of it."""
