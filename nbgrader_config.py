"""Plugs the kit into the stock nbgrader command line: release, autograde, feedback, formgrader, export."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from autograder import plugin

# Lowest sandbox level at which submissions are graded; the best one that this machine gives is used. 4: namespaces.
# 3: Landlock, for containers and other hosts without namespaces. 0: grade even without a fence, which is shown in every
# result; a student's code can then read this folder. `python -m autograder doctor` tells what this machine gives.
sandbox_minimum = 3

c = get_config()  # noqa: F821  given by nbgrader when it reads this file
c.CourseDirectory.course_id = "lista8"
plugin.configure(c, sandbox_minimum)
