"""Duties and indicators."""
