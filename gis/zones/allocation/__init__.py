"""Allocated forest land held against forest, slope, neighbours, lots and paper."""
