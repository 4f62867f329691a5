"""The example room."""
