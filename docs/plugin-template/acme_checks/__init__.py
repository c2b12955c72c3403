"""Acme's checks: each module holds one, and `complexity_lint.checks` in setup.cfg makes them known."""
