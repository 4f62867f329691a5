"""The result room."""
