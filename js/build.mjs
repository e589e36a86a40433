/**
 * Make the bundles: `npm run build`. With --check, only compare them with what is committed.
 *
 * pixelup/widgets/static/NAME.js         ES module, for notebooks (anywidget's _esm)
 * pixelup/widgets/static/NAME.static.js  classic script that registers the figure, for pages
 * pixelup/widgets/static/loader.js       classic script that mounts the figures of a page
 * extensions/static/NAME.js         classic scripts of the site itself: quizzes, progress, keys, what comes last
 * extensions/static/katex/               style sheet and fonts of the equations
 */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { toText } from "./maths/bytes.mjs";
import { FIGURES } from "./registry.mjs";

/** Scripts of the site that are no figures. */
const SITE = {
  behind: "js/behind.mjs",
  quiz: "js/quiz/index.mjs",
  run: "js/run/index.mjs",
  run_worker: "js/run/worker.mjs",
  site: "js/site.mjs",
};

/** Style sheets become text of the scripts, without spaces. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path: place }) => {
      const { code } = await transform(fs.readFileSync(place, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Weights become text of the scripts, which compresses as well as they do. */
const weights = {
  name: "weights",
  setup({ onLoad }) {
    onLoad({ filter: /\.safetensors$/ }, ({ path: place }) => ({ contents: toText(fs.readFileSync(place)), loader: "text" }));
  },
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const common = {
  bundle: true,
  minify: true,
  write: false,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  absWorkingDir: root,
  plugins: [styles, weights],
  logLevel: "warning",
};

/** @returns {Promise<Map<string, Uint8Array>>} path from the root to its bytes */
async function products() {
  const files = new Map();
  const add = async (name, options) => {
    const { outputFiles } = await build({ ...common, ...options });
    files.set(`pixelup/widgets/static/${name}`, outputFiles[0].contents);
  };
  for (const name of FIGURES) {
    await add(`${name}.js`, { entryPoints: [`js/widgets/${name}.mjs`], format: "esm" });
    const contents = `import figure from "./widgets/${name}.mjs";
((globalThis.pixelup ??= {}).figures ??= {})["${name}"] = figure;`;
    await add(`${name}.static.js`, { stdin: { contents, resolveDir: path.join(root, "js") }, format: "iife" });
  }
  await add("loader.js", { entryPoints: ["js/static_loader.mjs"], format: "iife" });
  for (const [name, entry] of Object.entries(SITE)) {
    const { outputFiles } = await build({ ...common, entryPoints: [entry], format: "iife" });
    files.set(`extensions/static/${name}.js`, outputFiles[0].contents);
  }
  katex(files);
  return files;
}

/** KaTeX's style sheet and its fonts, as WOFF: a site cuts them to its own characters. */
function katex(files) {
  const from = path.join(root, "node_modules/katex");
  const sheet = fs.readFileSync(path.join(from, "dist/katex.min.css"), "utf8");
  const woff = sheet.replaceAll(/src:[^;}]*(url\([^)]*\.woff\) format\("woff"\))[^;}]*/g, "src:$1");
  files.set("extensions/static/katex/katex.min.css", Buffer.from(woff));
  files.set("extensions/static/katex/LICENSE", fs.readFileSync(path.join(from, "LICENSE")));
  for (const [, font] of woff.matchAll(/url\((fonts\/[^)]+)\)/g))
    files.set(`extensions/static/katex/${font}`, fs.readFileSync(path.join(from, "dist", font)));
}

const files = await products();
const stale = [...files].filter(([name, bytes]) => {
  const place = path.join(root, name);
  return !fs.existsSync(place) || !Buffer.from(bytes).equals(fs.readFileSync(place));
});
if (process.argv.includes("--check")) {
  for (const [name] of stale) console.error(`${name} is not what js/ makes: run "npm run build" and commit it`);
  process.exitCode = stale.length ? 1 : 0;
} else
  for (const [name, bytes] of stale) {
    const place = path.join(root, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, bytes);
    console.log(`${name}  ${bytes.length} bytes`);
  }
