"""Serving phones: the authority, its certificates, and the sheet that is printed."""
