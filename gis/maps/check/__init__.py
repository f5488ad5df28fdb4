"""Products read again: whole, counted and added anew."""
