"""How much of a report's text is read, and how much furniture with it, over the families' pages."""
