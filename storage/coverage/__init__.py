"""Coverage: who ought to have published a report for which year, and what is known of each.

``cells`` gives the table that the command prints and an export holds; ``proofs`` puts down, at the
end of each crawl, whose absence it proves.
"""
