"""Grading: from what students handed in to a gradebook."""
