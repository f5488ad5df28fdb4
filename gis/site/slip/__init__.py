"""The printable slip: a page for each site, with what was found and room to sign."""
