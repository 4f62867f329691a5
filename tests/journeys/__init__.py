"""Whole stories through HTTP, nothing mocked."""
