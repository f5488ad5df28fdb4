"""Where the outlines of communes do not fit each other: overlaps, gaps, loose pieces, bad rings."""
