/** Elements of SVG: for what has no text of anybody's in markup. */

/** @type {(tag: string, attributes?: Record<string, any>, ...children: (Node | string)[]) => any} */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
