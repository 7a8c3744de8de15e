"""How fast a crawl is, and what it takes: on made-up portals, served by a small HTTP server."""
