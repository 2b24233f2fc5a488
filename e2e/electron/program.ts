import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Electron, giveTo } from "../hosts/electron.ts";
import { outDir } from "../hosts/paths.ts";

/** Runs before Assay's entry, with Electron's module; travels as text, so it may use its arguments only. */
type Prelude<Argument> = (electron: typeof import("electron"), argument: Argument) => void;

/** A copy of a packaged program in `folder`, as hard links. */
export function copyProgram(packaged: string, folder: string): void {
  execFileSync("cp", ["-rl", packaged, folder]);
}

/** The Electron of the specs with a program of Assay in `folder` that first runs `prelude`. */
export async function programWith<Argument>(
  here: Electron,
  folder: string,
  prelude: Prelude<Argument>,
  argument: Argument,
): Promise<Electron> {
  const first = (load: string) => `(${prelude.toString()})(${load}, ${JSON.stringify(argument)});\n`;
  if (here.folder === undefined) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "prelude.mjs"), `import * as electron from "electron";\n${first("electron")}`);
    // Both imports are static: the app is not ready before they have run.
    const assay = JSON.stringify(pathToFileURL(join(outDir, "main/index.js")).href);
    await writeFile(join(folder, "main.mjs"), `import "./prelude.mjs";\nimport ${assay};\n`);
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "assay", main: "main.mjs" }));
    return { ...here, args: [folder] };
  }
  copyProgram(here.folder, folder);
  const app = join(folder, "resources/app");
  await writeFile(join(app, "main.cjs"), `${first('require("electron")')}require("./out/main/index.js");\n`);
  // The file is a link to the original, which must stay as it is.
  await rm(join(app, "package.json"));
  await writeFile(join(app, "package.json"), JSON.stringify({ name: "assay", version: "0.0.0", main: "main.cjs" }));
  giveTo(here.runAs, join(app, "main.cjs"));
  return { ...here, program: join(folder, "assay"), folder };
}
