"""What programs nobody here wrote say of what is written here."""
