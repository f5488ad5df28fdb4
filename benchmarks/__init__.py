"""Every claim about speed or memory, beside a peer measured in the same run."""
