// Makes the app for the Electron 25 that the tests may run on (scripts/lib/electron25.mjs). The screen is the built one.
// npm run build:electron25 [-- FOLDER]: the folder becomes the program's `resources/app`.

import { makeAppFolder } from "./lib/package/app-folder.mjs";
import { inRoot } from "./lib/places.mjs";

await makeAppFolder(process.argv[2] ?? inRoot("node_modules", ".cache", "assay-electron25", "app"), "electron25");
