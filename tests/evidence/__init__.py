"""What photographs are, and what is thought of them."""
