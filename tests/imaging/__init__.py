"""Imaging: every format, every malformed claim, and the walls of the decoder child."""
