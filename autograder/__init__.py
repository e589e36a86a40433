"""Builds, verifies and grades the exercises of Pixel Up."""
