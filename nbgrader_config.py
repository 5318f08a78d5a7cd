"""Plugs the kit into the stock nbgrader command line: release, autograde, feedback, formgrader, export."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from autograder import plugin

# Lowest sandbox level at which submissions are graded. 4: bubblewrap. 0: grade even without a fence, which is shown in
# every result; a student's code can then read this folder.
sandbox_minimum = 4

c = get_config()  # noqa: F821  given by nbgrader when it reads this file
c.CourseDirectory.course_id = "lista8"
plugin.configure(c, sandbox_minimum)
