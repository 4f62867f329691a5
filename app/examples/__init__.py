"""Examples 典型."""
