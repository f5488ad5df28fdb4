"""Results in words: tables, notes and titles as a person reads them."""
