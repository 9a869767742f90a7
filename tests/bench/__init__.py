"""How fast the product is, as ratios to a bare query that does the same in the same run: `make bench`."""
