"""An invented planning area that needs no download."""
