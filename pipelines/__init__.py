"""How nianbao reads and judges: documents to readings, lists to links, readings to revisions."""
