"""The rounds from the inside: question bank, kits, scorecards, flags, and who may read what."""
