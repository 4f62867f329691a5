"""The verifier, held against bundles made from the format text by other hands."""
