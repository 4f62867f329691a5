"""What photographs are, what is thought of them, and what other photographs say of them."""
