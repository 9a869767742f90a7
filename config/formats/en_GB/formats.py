"""British English, with the week's day, 24 hours and the zone's abbreviation."""

DATETIME_FORMAT = "D j M Y, H:i T"
DATE_FORMAT = "D j M Y"
TIME_FORMAT = "H:i"
