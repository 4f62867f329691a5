"""tus 1.0, as its specification and its clients have it."""
