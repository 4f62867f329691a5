"""What the installation signs."""
