"""Tests on land: yes, no or unknown for every cell."""
