"""A real Neo4j for the tests: Community edition from Maven Central, in a temporary folder, on loopback."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import pytest

HERE = Path(__file__).with_name("graph") / "neo4j_server"
# Less optimising: a test server lives for a minute.
QUICK_START = ("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
PASSWORD = "correct horse battery"


def require_java() -> None:
    """Skip without Java and Maven, or fail where a skip is not allowed."""
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        message = f"needs {' and '.join(missing)} to run a Neo4j server"
        if os.environ.get("INNOGRAPH_REQUIRE_NEO4J"):
            pytest.fail(message)
        pytest.skip(message)


def classpath(folder: Path) -> str:
    """The jars of the server, fetched by Maven once."""
    file = folder / "classpath"
    if not file.exists():
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:build-classpath"]
        done = subprocess.run(
            [*command, f"-Dmdep.outputFile={file}", "-Dmdep.includeScope=runtime"], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return file.read_text(encoding="utf-8")


class Server:
    """A server process over a folder; the folder survives a kill."""

    def __init__(self, jars: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"bolt://neo4j@127.0.0.1:{self.port}"
        self._command = ["java", *QUICK_START, "-cp", jars, str(HERE / "Server.java"), str(folder), str(self.port)]
        self.start()

    @property
    def is_ready(self) -> bool:
        return self._process.poll() is None and not self._read_only

    def start(self, read_only: bool = False) -> None:
        self._read_only = read_only
        self._process = subprocess.Popen(
            [*self._command, *(["read-only"] if read_only else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.strip() == "ready":
                break
        else:
            raise AssertionError(f"the server ended with {self._process.wait()}")
        deadline = time.monotonic() + 120
        while True:
            try:
                self._set_password()
                return
            except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.TransientError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _set_password(self) -> None:
        try:
            with (
                neo4j.GraphDatabase.driver(self.url.replace("neo4j@", ""), auth=("neo4j", "neo4j")) as driver,
                driver.session(database="system") as session,
            ):
                session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=PASSWORD).consume()
        except neo4j.exceptions.AuthError:
            with self.driver() as driver:
                driver.verify_connectivity()

    def driver(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(self.url.replace("neo4j@", ""), auth=("neo4j", PASSWORD))

    def clear(self) -> None:
        with self.driver() as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(jars: str, folder: Path) -> Iterator[Server]:
    server = Server(jars, folder)
    try:
        yield server
    finally:
        server.stop()
