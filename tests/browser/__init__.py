"""Real Chromium against a real server: fake camera, mocked position, a network that can be cut."""
