"""Company guides: reading them from files, holding their published totals against their parts."""
