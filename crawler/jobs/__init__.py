"""Many machines: the archive's PostgreSQL is the queue as well, by Procrastinate.

``nianbao schedule`` puts a job for each due site, ``nianbao worker`` takes them. A job's lock is
its host, so no two workers are at one host; what a worker leaves half done when it dies, the next
one goes on with, because a crawl's state is in the archive.
"""
