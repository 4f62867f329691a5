"""Working days and lights."""
