"""Orders, answers, second looks, closing."""
