"""Where: the grid, its terrain, exact coverage."""
