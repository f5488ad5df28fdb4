"""Files an office works with: reports out (workbook, document), review sheets out and back."""
