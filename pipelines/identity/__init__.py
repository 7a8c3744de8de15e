"""Who reports, for which year, and when: one rule a file, gathered by ``identify``."""
