"""The audit: rules that no report breaks by itself, but beside its neighbours in time and place.

``run`` looks at the whole archive as it says today. What it finds is derived: it is written down by
``storage.archive.audits`` in place of what was found before, and a person's word on it is kept
apart.
"""
