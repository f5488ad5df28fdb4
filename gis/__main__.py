"""`python -m gis` is the command `nuong`."""

from gis.cli import main

if __name__ == "__main__":
    main()
