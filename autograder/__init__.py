"""Builds, verifies and grades the exercises of Pixel Up."""

import sys

# jsonschema checks addresses with it where it is installed. Importing it builds a parser, which
# takes longer than all of nbgrader; no notebook's schema has an address.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
