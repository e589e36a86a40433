"""Scripts of the project: what make and pre-commit call."""
