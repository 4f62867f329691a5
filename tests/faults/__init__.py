"""Faults on purpose: what was acknowledged must survive them."""
