/**
 * The state of a figure in a page's address: #explorer=kernel:1,0;0,1/position:3
 * Rows end with ";" and numbers with ","; `&` separates figures of one page.
 */

/** @typedef {Record<string, number[][] | string | number>} State */

/** @type {(state: State) => string} */
export const write = (state) =>
  Object.entries(state)
    .map(([name, value]) => {
      const text = Array.isArray(value) ? value.map((row) => row.join(",")).join(";") : String(value);
      return `${name}:${encodeURI(text)}`;
    })
    .join("/");

/** Read what `write`, or Python's `Figure.fragment`, wrote. Throws a sentence when it cannot.
 * @type {(text: string, kinds: Record<string, "matrix" | "number" | "text">) => State} */
export function read(text, kinds) {
  const state = {};
  for (const part of text.split("/").filter(Boolean)) {
    const at = part.indexOf(":");
    const name = part.slice(0, at);
    const value = decodeURIComponent(part.slice(at + 1));
    const kind = kinds[name];
    if (!kind) throw new Error(`the link names ${JSON.stringify(name)}, which this figure does not have`);
    if (kind === "matrix") state[name] = matrix(name, value);
    else if (kind === "number") state[name] = whole(name, value);
    else state[name] = value;
  }
  return state;
}

function matrix(name, text) {
  if (!text) return [];
  const rows = text.split(";").map((row) => row.split(",").map((v) => (/inf|nan/i.test(v) ? word(v) : Number(v))));
  const width = rows[0].length;
  if (rows.some((row) => row.length !== width || row.some((v) => typeof v === "number" && Number.isNaN(v))))
    throw new Error(`the link's ${name} is not a matrix of numbers`);
  return rows;
}

/** @type {(v: string) => string} the spelling of Python's JSON */
const word = (v) => (/nan/i.test(v) ? "nan" : v.startsWith("-") ? "-inf" : "inf");

function whole(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`the link's ${name} is not a whole number`);
  return value;
}

/** The part of an address that belongs to one figure, or null.
 * @type {(hash: string, key: string) => string | null} */
export function find(hash, key) {
  for (const part of hash.replace(/^#/, "").split("&"))
    if (part.startsWith(`${key}=`)) return part.slice(key.length + 1);
  return null;
}

/** The address with one figure's part put in.
 * @type {(hash: string, key: string, text: string) => string} */
export function put(hash, key, text) {
  const others = hash
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part.includes("=") && !part.startsWith(`${key}=`));
  return `#${[...others, `${key}=${text}`].join("&")}`;
}
