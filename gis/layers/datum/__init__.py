"""What a CRS says of VN-2000, what coordinates say of it, and what the project may repair."""
