"""`python -m tests.benchmarks [NAME ...]`: run benchmarks and print their figures; all of them without a name."""

from __future__ import annotations

import sys
from importlib import import_module

#: name -> module with `main()`, which prints its figures and says whether every target was met
BENCHMARKS = {
    "feeds": "tests.benchmarks.bench_feeds",
    "floor": "tests.benchmarks.bench_floor",
    "import": "tests.benchmarks.bench_import",
    "letters": "tests.benchmarks.bench_letters",
    "plan": "tests.benchmarks.bench_plan",
    "slots": "tests.benchmarks.bench_slots",
}


def run(names: list[str]) -> int:
    """Run the named benchmarks; 0 if every target was met, 1 if not, 2 for an unknown name."""
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    results = [import_module(BENCHMARKS[name]).main() for name in names or list(BENCHMARKS)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
