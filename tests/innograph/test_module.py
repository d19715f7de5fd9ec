import subprocess
import sys


def test_the_package_runs_as_a_module_and_its_errors_have_exit_codes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "innograph", "build", "nowhere-at-all"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 3
    assert done.stderr.startswith("innograph: nowhere-at-all: no such file")
