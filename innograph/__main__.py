"""`python -m innograph`: the command line, where no `innograph` command is installed."""

from innograph.command_line import main

if __name__ == "__main__":
    main()
