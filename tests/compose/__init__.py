"""Tests of the compose reader; `cases` and `docker_compose` are shared by them."""
