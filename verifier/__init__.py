"""Verifying evidence apart from the server: nothing here imports anything of it."""
