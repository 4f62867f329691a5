"""The receipt path and the office's review."""
