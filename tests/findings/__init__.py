"""What finds its way into the books, and how it moves."""
