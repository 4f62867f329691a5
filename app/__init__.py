"""Mingcha 明察: unannounced visits, their evidence, and what becomes of what they found."""
