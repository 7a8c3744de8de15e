"""Coverage: who ought to have published a report for which year, and what is known of each.

``cells`` gives the table that the command prints and an export holds. Whose absence a crawl proves
is put down at its end, by ``storage.archive.absences``.
"""
