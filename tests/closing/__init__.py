"""Closing matters."""
