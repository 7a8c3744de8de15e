"""The manifest: what each night added to the archive, sealed in a chain of digests.

``storage.archive.sealing`` writes it at the end of a crawl, ``verify`` compares archive, chain and
captures later.
A row that a sealed night holds does not change; where nianbao itself has to change one, because a
capture turns out to be another report's, that is put down as a retraction and sealed too.
"""
