"""Benchmarks: their own logic, on land small enough for a test."""
