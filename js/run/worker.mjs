/**
 * Runs Python away from the page: a loop without end holds up nobody, and can be stopped.
 *
 * In: {code, base, wheel}. Out: {text} while it runs, then {done: true, svg?} or {error}.
 */
let python;

async function start(base) {
  const { loadPyodide } = await import(`${base}pyodide.mjs`);
  const made = await loadPyodide({ indexURL: base });
  for (const set of ["setStdout", "setStderr"]) made[set]({ batched: (text) => postMessage({ text: `${text}\n` }) });
  return made;
}

self.onmessage = async ({ data: { code, base, wheel } }) => {
  try {
    python ??= await start(base);
    await python.loadPackagesFromImports(code, { messageCallback: () => {} });
    if (/^\s*(import|from) pixelup\b/m.test(code) && !python.runPython("import importlib.util; importlib.util.find_spec('pixelup') is not None"))
      await python.loadPackage(wheel, { messageCallback: () => {} });
    const value = await python.runPythonAsync(code);
    const svg = value?._repr_svg_?.();
    if (value !== undefined && !svg) postMessage({ text: `${value?.__repr__?.() ?? show(value)}\n` });
    postMessage({ done: true, svg });
  } catch (error) {
    postMessage({ error: String(error.message ?? error).trim() });
  }
};

/** A value that came over as JavaScript's own, as Python writes it. */
function show(value) {
  python.globals.set("_", value);
  return python.runPython("repr(_)");
}
