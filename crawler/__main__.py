"""``python -m crawler`` is ``nianbao``, for those who start it without knowing where it lies."""

from crawler.cli import main

if __name__ == "__main__":
    main()
