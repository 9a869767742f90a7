"""The wiring of the project: settings, addresses, timetable, supervisor. Only this package imports it."""
