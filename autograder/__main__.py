"""The command line: parses and calls, nothing else."""

import argparse
import sys
from pathlib import Path


def main() -> int:
    """Run one command and return its exit code: 0 done, 1 some submissions not graded, 2 usage or environment."""
    parser = argparse.ArgumentParser(prog="python -m autograder", description=sys.modules["autograder"].__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="grade a sample class from scratch in demo/")
    parser.parse_args()

    from autograder import demo

    return demo.run(Path(__file__).parents[1])


if __name__ == "__main__":
    sys.exit(main())
