"""Plots as they were known at a date: what entries of the ledger say, taken together and compared.

Pure: values in, values out. ``gis.history`` keeps the entries in a file.
"""
