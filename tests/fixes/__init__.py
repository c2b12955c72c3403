"""Tests of fixes; `fix_cases` is shared by them, `cases` holds repositories before and after."""
