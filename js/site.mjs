/** What every page has: progress, keys, and equations that can be reached. */
import { shortcuts } from "./keys/shortcuts.mjs";
import { whenWhole } from "./pages/first.mjs";
import { searchFromFolder } from "./pages/folder.mjs";
import { wideEquations } from "./pages/wide.mjs";
import { exercises } from "./progress/exercise.mjs";
import { panel } from "./progress/panel.mjs";
import { watchSections } from "./progress/sections.mjs";
import { sidebar } from "./progress/sidebar.mjs";
import { CHANGED, KEY } from "./progress/store.mjs";
import { footButton } from "./ui/dialog.mjs";

const chapters = globalThis.pixelup?.course ?? [];
const here = document.querySelector("meta[name='pixelup:page']")?.content;
const own = chapters.find((chapter) => chapter.page === here);

const refreshers = [sidebar(chapters, here), exercises()];
const refresh = () => refreshers.forEach((one) => one());
refresh();
document.addEventListener(CHANGED, refresh);
addEventListener("storage", (event) => event.key === KEY && document.dispatchEvent(new CustomEvent(CHANGED)));
if (own) watchSections(own);

const open = panel(chapters);
footButton("Your progress", open);
footButton("Keyboard shortcuts", shortcuts({ progress: open }));
whenWhole(document, () => wideEquations(document));
searchFromFolder(location);
