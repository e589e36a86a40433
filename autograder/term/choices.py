"""Words that commands take; here, so that the command line loads no more than it needs."""

FORMATS = ("plain", "nbgrader", "canvas", "moodle", "moodle-worksheet", "gradescope")
