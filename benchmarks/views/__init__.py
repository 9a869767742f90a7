"""Pages of the market: bands, quotes, company guides; for people who may see pay."""
