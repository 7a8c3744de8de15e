"""Damaged reports of known content, and how much of them the reader gets right."""
