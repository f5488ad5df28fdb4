"""A commune's review sheet: written, corrected by its staff, checked, merged with who and why."""
