"""Promises that hold across all rooms."""
