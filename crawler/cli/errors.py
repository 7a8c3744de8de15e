"""Errors of a command's use."""

from __future__ import annotations


class UsageError(Exception):
    """What the user asked for makes no sense; says what to do. ``main`` exits with 2."""
