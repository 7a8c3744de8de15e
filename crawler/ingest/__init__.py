"""Reports out of files that other tools made: the same that a crawl of the same pages would give.

Nothing is asked of any host. A file is gone through twice: for its pages, then for the documents,
since the page that leads to a document tells whose report it is. Both times it is a stream, and how
far it is stands in the archive.
"""
