"""Deadlines: the ladder, the sweep, and that every act happens once."""
