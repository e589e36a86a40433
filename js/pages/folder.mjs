/** Pages that were opened from a folder may not read one another: the search does without excerpts. */

/** @param {Location} location */
export function searchFromFolder(location) {
  if (location.protocol !== "file:" || typeof DOCUMENTATION_OPTIONS === "undefined") return;
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false; // of Sphinx, which searches when all scripts ran
}
