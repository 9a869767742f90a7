"""What the market pays: amounts, levels, places and days."""
