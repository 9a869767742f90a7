"""Surveys of pay: reading them strictly from CSV files and workbooks, keeping their editions."""
