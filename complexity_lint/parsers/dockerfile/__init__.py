"""Dockerfiles and .dockerignore files -> what they say: `stages.parse`, `ignore.parse_ignore`."""
