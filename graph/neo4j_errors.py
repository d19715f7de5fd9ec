"""What the Neo4j driver and its server complain of, in our words: one line, what, where, what to do."""

import contextlib
import re
from collections.abc import Iterator

from neo4j import exceptions

from graph.store import one_line
from schema.errors import (
    AuthenticationError,
    InnographError,
    PermissionDeniedError,
    QueryError,
    QueryTimeoutError,
    ServerSetupError,
    ServerUnreachableError,
    StoreError,
    WriteQueryError,
)

PASSWORD_VARIABLE = "NEO4J_PASSWORD"  # noqa: S105 - the name of the variable, not a password


@contextlib.contextmanager
def translated_errors(location: str) -> Iterator[None]:
    """Turn the driver's errors into ours; `location` is the URL as messages may show it."""
    try:
        yield
    except exceptions.Neo4jError as error:
        raise _server_error(location, error) from error
    except (exceptions.DriverError, OSError) as error:
        raise _connection_error(location, error) from error


@contextlib.contextmanager
def translated_query_errors(timeout: float) -> Iterator[None]:
    """Turn the server's complaints about a query into ours; others pass."""
    try:
        yield
    except exceptions.Neo4jError as error:
        code = error.code or ""
        if is_timeout(error):
            raise QueryTimeoutError(
                f"query: took longer than {timeout:g} s; narrow it (a LIMIT, fewer hops) or allow more with --timeout."
            ) from error
        if code.endswith("Statement.AccessMode"):
            raise WriteQueryError("query: would change the graph, queries only read it; use MATCH … RETURN.") from error
        if "OutOfMemory" in code or "MemoryPool" in code:
            raise QueryError("query: needs more memory than the server grants; narrow it.") from error
        if ".Statement." in code or ".Procedure." in code:
            raise QueryError(f"query: {one_line(error.message or code)}") from error
        raise
    except (OverflowError, ValueError, TypeError, exceptions.ConfigurationError) as error:
        raise QueryError(f"query: a parameter cannot be sent ({one_line(str(error))}); give another value.") from error


def is_timeout(error: exceptions.Neo4jError) -> bool:
    """Whether a transaction was ended for the time it took."""
    return any(word in (error.code or "") for word in ("TransactionTimedOut", "LockClientStopped"))


def _server_error(location: str, error: exceptions.Neo4jError) -> InnographError:
    code = error.code or ""
    if "Forbidden" in code or "ReadOnly" in code or "WriteOnReadOnly" in code:
        return PermissionDeniedError(
            f"{location}: the user, or the database, only allows reading; ask for the right to write."
        )
    if "DatabaseNotFound" in code:
        return ServerSetupError(f"{location}: the server has no such database; name one behind the last / of the URL.")
    if "DatabaseUnavailable" in code:
        return ServerSetupError(f"{location}: the database is stopped or not ready; start it, or try again later.")
    if "CredentialsExpired" in code:
        return AuthenticationError(f"{location}: the password has to be changed first; do so in Neo4j Browser.")
    if ".Security." in code:
        return AuthenticationError(
            f"{location}: the server refuses user or password; check the user in the URL and {PASSWORD_VARIABLE}."
        )
    if ".Transient" in code:
        return StoreError(
            f"{location}: the server could not finish the work ({one_line(error.message or code)}); try again."
        )
    return StoreError(f"{location}: the server refuses the data ({one_line(error.message or code)}).")


def _connection_error(location: str, error: BaseException) -> InnographError:
    story = " ".join(f"{type(cause).__name__} {cause}" for cause in _causes(error))
    if isinstance(error, exceptions.ConfigurationError) and not re.search("SSL|TLS", story):
        return ServerSetupError(f"{location}: the server is too old or no Neo4j; innograph needs Neo4j 5.7 or newer.")
    if re.search(r"SSL|TLS|certificate", story):
        return ServerSetupError(
            f"{location}: encryption does not match; use bolt:// for a server without TLS, bolt+s:// for one with it."
        )
    if re.search(r"handshake|HTTP", story) and not re.search("refused|reset|incomplete handshake", story):
        return ServerSetupError(
            f"{location}: what answers there speaks no Bolt that we know (a web port, TLS only, or a server that is "
            "too old); try the Bolt port 7687, or bolt+s://."
        )
    return ServerUnreachableError(f"{location}: no Neo4j server answers there; start it, or check host and port.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(8):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__
