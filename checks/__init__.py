"""The checks that come with complexity-lint; one module each, a folder for each category of the catalogue."""
