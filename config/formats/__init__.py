"""How dates are written where Django writes them: as on our own pages."""
