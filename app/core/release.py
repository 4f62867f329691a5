"""Which release this is: the number server and pages are built with, kept the same by a test."""

VERSION = "0.1.0"


def order(version: str) -> int:
    """A release as a number that grows with it. Raises: ValueError if it is not three numbers below a thousand."""
    major, minor, patch = (int(part) for part in version.split("."))
    return (major * 1000 + minor) * 1000 + patch
