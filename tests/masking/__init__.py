"""What is covered on photographs, and who is given which copy."""
