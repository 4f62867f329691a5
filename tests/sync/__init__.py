"""Pull for phones."""
