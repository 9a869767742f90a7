"""What an ATS sends of itself: kept as it came, answered at once, applied later."""
