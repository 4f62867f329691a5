"""The browser's verifier: its parts under node, the page in tests/browser."""
