"""The whole system at a glance: its moving parts as a list, and its links as a picture."""
