"""Discovery, measured on the world of counties."""
