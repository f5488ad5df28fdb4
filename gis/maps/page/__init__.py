"""The map: one HTML file, from land to card."""
