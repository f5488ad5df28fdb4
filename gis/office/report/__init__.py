"""Reports of a run and of the ledger over time: a workbook that recomputes itself, a document."""
