"""How the application is cut."""
