"""The audit's workbook, and how its folder is published."""
