"""`python -m toolkit` is the command `loyalty`."""

from toolkit.cli import main

if __name__ == "__main__":
    main()
