"""Tests, room by room; journeys tell whole stories."""
