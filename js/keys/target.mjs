/** Whom a key is meant for. */

const OWN_KEYS =
  "input, textarea, select, [contenteditable], dialog[open], .pxu, [role=grid], [role=slider], [role=listbox], " +
  "[role=menu], [role=tree], [role=tablist], [role=application]";

/** @type {(event: KeyboardEvent) => boolean} whether a key is meant for the site */
export function isForSite(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !event.target?.closest?.(OWN_KEYS);
}
