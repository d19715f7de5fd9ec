"""Errors that a user can meet, each with its own exit code.

The message of every error is one line: what is wrong, where, and what to do. Rooms raise these;
the command line prints the message and leaves with the code. Codes are part of the contract with
scripts, so they never change; 0 is success, 1 an error of the program itself, 2 wrong usage.
"""


class InnographError(Exception):
    """Base of all errors with a message for users.

    Attributes:
        exit_code: the exit status of the command line when this error ends it.
    """

    exit_code = 1


class InputNotFoundError(InnographError):
    """A path does not exist, or a folder holds no text that can be read."""

    exit_code = 3


class InputUnreadableError(InnographError):
    """A file is empty, binary, damaged, or in an encoding that cannot be read."""

    exit_code = 4


class StoreError(InnographError):
    """A store is missing, is not ours, was written by another version, or is damaged."""

    exit_code = 5


class StoreBusyError(InnographError):
    """Another process is writing to the store."""

    exit_code = 6


class QueryError(InnographError):
    """A query is malformed, or a named query or parameter is unknown."""

    exit_code = 7


class WriteQueryError(InnographError):
    """A query would change the graph."""

    exit_code = 8


class NameNotFoundError(InnographError):
    """No entity of the graph bears the name."""

    exit_code = 9


class PartialResultError(InnographError):
    """The work was done, but some inputs were skipped."""

    exit_code = 10


class AmbiguousNameError(InnographError):
    """Several entities bear the name."""

    exit_code = 11


class QueryTimeoutError(InnographError):
    """A query ran longer than it may."""

    exit_code = 12


class ServerUnreachableError(InnographError):
    """No database server answers at the address."""

    exit_code = 13


class AuthenticationError(InnographError):
    """The database server refuses the user or the password."""

    exit_code = 14


class ServerSetupError(InnographError):
    """The server answers, but the database is missing, too old, or its encryption does not match."""

    exit_code = 15


class PermissionDeniedError(InnographError):
    """The user of the database, or of the file system, may not write."""

    exit_code = 16


class ForeignDataError(InnographError):
    """The database holds data of others, and sharing was not allowed."""

    exit_code = 17


class InstallationError(InnographError):
    """A file that belongs to the program is missing or damaged."""

    exit_code = 18


class DiskFullError(InnographError):
    """There is no space left to write."""

    exit_code = 19


class JudgementError(InnographError):
    """A judgement cannot be read, or contradicts another."""

    exit_code = 20
