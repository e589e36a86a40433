import assert from "node:assert/strict";
import test from "node:test";
import { isForSite } from "../../js/keys/target.mjs";

const event = (changes = {}, inside = null) => ({ target: { closest: () => inside }, ...changes });

test("a plain key on the page is for the site", () => {
  assert.equal(isForSite(event()), true);
  assert.equal(isForSite({ target: document_() }), true);
});

test("a field, a figure or a window keeps its keys", () => {
  assert.equal(isForSite(event({}, {})), false);
});

test("combinations belong to the browser and to assistive technology", () => {
  for (const name of ["ctrlKey", "metaKey", "altKey", "repeat", "isComposing", "defaultPrevented"])
    assert.equal(isForSite(event({ [name]: true })), false, name);
});

/** The document itself has no `closest`. */
function document_() {
  return {};
}
