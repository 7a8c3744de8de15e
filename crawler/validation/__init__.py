"""Cells coded by hand from captured pages: sheets for two persons, and what they bring back."""
