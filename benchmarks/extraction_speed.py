"""Speed and memory of extraction beside jieba.posseg on the same text in the same run.

    python benchmarks/extraction_speed.py [TEXT…] [--characters N] [--rounds N]

Every measurement runs in a fresh process, the contestants in turn, and the best of the rounds counts. Loading
is measured apart. TEXT are files or folders (default: examples/texts), repeated until there are N characters, with each
repetition as a document of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extractors.source import find_sources, read_source
from innograph.output import Format, write_rows

EXAMPLES = Path(__file__).parent.parent / "examples" / "texts"


def _peak_megabytes() -> float:
    """Peak resident memory of this process and of its finished children, in MiB; NaN where unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) / scale


def _cpu_seconds() -> float:
    """Processor time of this process and of its finished children, which a busy machine does not lengthen."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run_jieba(folder: Path) -> tuple[float, float, float]:
    """Seconds to load jieba.posseg, and to tag all texts; processor seconds of the latter."""
    started = time.perf_counter()
    import jieba.posseg

    jieba.setLogLevel(60)
    jieba.posseg.lcut("加载")
    loaded, cpu = time.perf_counter(), _cpu_seconds()
    for path in sorted(folder.iterdir()):
        jieba.posseg.lcut(path.read_text(encoding="utf-8"))
    return loaded - started, time.perf_counter() - loaded, _cpu_seconds() - cpu


def run_innograph(folder: Path, processes: int) -> tuple[float, float, float]:
    """As for jieba; several processes load while they work, so that all counts as work."""
    started = time.perf_counter()
    from innograph.extracting import extract_files

    paths = sorted(folder.iterdir())
    if processes == 1:
        warm_up = folder.parent / "warm-up.txt"
        list(extract_files([warm_up], 1))
    loaded, cpu = time.perf_counter(), _cpu_seconds()
    failed = [result for _, result in extract_files(paths, processes, debug=True) if not hasattr(result, "mentions")]
    if failed:
        raise SystemExit(f"{len(failed)} texts were not extracted")
    return loaded - started, time.perf_counter() - loaded, _cpu_seconds() - cpu


def measure(contestant: str, folder: Path, rounds: int) -> tuple[float, float, float, float]:
    """Best seconds to load, to work, and of the processor, and peak memory in MiB, over fresh processes."""
    results = []
    for _ in range(rounds):
        command = [sys.executable, __file__, "--run", contestant, str(folder)]
        output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.cwd()).stdout
        results.append(tuple(float(value) for value in output.split()))
    load, work, cpu, _ = (min(column) for column in zip(*results, strict=True))
    return load, work, cpu, max(result[3] for result in results)


def write_texts(paths: list[Path], characters: int, folder: Path) -> int:
    """Fill `folder` with texts of at least `characters` characters together; returns how many there are."""
    texts = [read_source(path).text for path in find_sources(paths)]
    folder.mkdir()
    (folder.parent / "warm-up.txt").write_text("赣州市位于江西省。", encoding="utf-8")
    written = number = 0
    while written < characters:
        text = texts[number % len(texts)]
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8", newline="")
        written, number = written + len(text), number + 1
    return written


def main() -> None:
    """Measure and print a table, or take part in a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, default=[EXAMPLES])
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        folder = arguments.texts[0]
        result = run_jieba(folder) if arguments.run == "jieba" else run_innograph(folder, int(arguments.run))
        print(*result, _peak_megabytes())
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "texts"
        characters = write_texts(arguments.texts, arguments.characters, folder)
        cores = os.cpu_count() or 1
        names = {"jieba": "jieba.posseg"}
        names |= {str(number): f"innograph, processes: {number}" for number in sorted({1, cores})}
        measured = {key: measure(key, folder, arguments.rounds) for key in names}
    _, base, base_cpu, _ = measured["jieba"]
    rows = [
        {
            "what": names[key],
            "characters/s": round(characters / work),
            "ratio": round(base / work, 3),
            "CPU ratio": round(base_cpu / cpu, 3),
            "load s": round(load, 2),
            "peak MiB of a process": round(peak),
        }
        for key, (load, work, cpu, peak) in measured.items()
    ]
    print(f"{characters:,} characters, best of {arguments.rounds} fresh processes")
    write_rows(list(rows[0]), rows, Format.TABLE)


if __name__ == "__main__":
    main()
