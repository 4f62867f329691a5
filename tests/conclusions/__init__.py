"""Conclusions: drafting, signing, issuing, receipt."""
