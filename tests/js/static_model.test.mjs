import assert from "node:assert/strict";
import test from "node:test";
import { StaticModel } from "../../js/static_model.mjs";

test("a change is told once, an equal value not at all", () => {
  const model = new StaticModel({ kernel: [[1]], position: 0 });
  const heard = [];
  const listen = () => heard.push(model.get("position"));
  model.on("change:position", listen);
  model.on("change", () => heard.push("any"));
  model.set("position", 2);
  model.set("position", 2);
  model.set("kernel", [[1]]);
  assert.deepEqual(heard, [2, "any"]);
  model.off("change:position", listen);
  model.set("position", 3);
  assert.deepEqual(heard, [2, "any", "any"]);
});
