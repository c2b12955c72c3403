"""The whole picture."""
