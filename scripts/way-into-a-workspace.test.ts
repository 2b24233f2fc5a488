import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { files, isTest, root } from "./lib/sources.ts";

/**
 * The one way into a workspace (docs/decisions/0018-one-way-into-a-workspace.md): nothing else in the engine and its hosts touches the
 * file system by itself.
 */
const fileSystem: Record<string, string> = {
  "main/engine/export/lake/export-lake.ts": "the work folder of an export, where DuckDB puts partitions under names of its own",
  "main/engine/files/atomic-write.ts": "whole files",
  "main/engine/files/backup.ts": "backups beside a file",
  "main/engine/files/clone-in.ts": "clones an open file into a folder that is held open",
  "main/engine/files/file-inside.ts": "the built page, of the program and not of a workspace",
  "main/engine/files/foreign-writers.ts": "/proc",
  "main/engine/files/inside.ts": "everything in a workspace but opening",
  "main/engine/files/journal-file.ts": "journals that a program names",
  "main/engine/files/journal-tail.ts": "whether an open journal is still the file at its path",
  "main/engine/files/rename-retrying.ts": "renames, for the two that write whole files",
  "main/engine/files/durable-write.ts": "fsync of a folder",
  "main/engine/files/staged-folder.ts": "folders of exports, whose place was checked",
  "main/engine/files/torn-tail.ts": "cutting back an open file",
  "main/engine/files/linked-file.ts": "links that the machine allows",
  "main/engine/files/make-folder.ts": "folders that a person or a program names",
  "main/engine/files/named-file.ts": "files that a person or a program names",
  "main/engine/files/open-inside.ts": "opening in a workspace",
  "main/engine/files/open-locked.ts": "whether an open file is still the one at its path",
  "main/engine/files/refused-place.ts": "what a link leads to, for a sentence",
  "main/engine/ingest/conversion/convert-file.ts": "files that its caller has open",
  "main/engine/lock/process-identity.ts": "/proc",
  "main/engine/store/index-key.ts": "the state folder",
  "main/engine/reader/scratch-folder.ts": "a private folder outside the workspace",
  "main/engine/workspace/sample-workspace.ts": "the state folder",
  "main/desktop/asset.ts": "the built page",
  "main/desktop/last-folder.ts": "the state folder",
  "main/desktop/native-parts.ts": "the installed program",
  "main/desktop/profile.ts": "the state folder",
  "main/engine/lock/door-address.ts": "the folder of a socket, outside the workspace",
  "main/headless/cli.ts": "whether this is a clone",
  "main/headless/compile-cache.ts": "the state folder",
  "main/headless/browser.ts": "the browser that is installed, and the page it is handed",
  "main/headless/enter-key.ts": "the terminal",
  "main/headless/input.ts": "standard input",
  "main/headless/private-file.ts": "the state folder",
  "main/headless/static.ts": "the built page",
  "main/headless/network/network-state.ts": "the state folder",
  "main/headless/state-path.ts": "the state folder",
  "main/headless/web-state.ts": "the state folder",
};

/** What follows links, and who may use it: for paths that a person or a program names, never for those of a workspace. */
const following: Record<string, string[]> = {
  openLines: [
    "main/engine/ingest/append-lines.ts",
    "main/engine/ingest/chunk-reader.ts",
    "main/engine/ingest/conversion/import-converted.ts",
    "main/engine/ingest/import-file.ts",
    "main/engine/ingest/open-rows.ts",
  ],
  openNamed: [
    "main/engine/aggregator/windows-report.ts",
    "main/engine/containers/open-container.ts",
    "main/engine/files/locate-lines.ts",
    "main/engine/files/named-file.ts",
    "main/engine/ingest/chunk-reader.ts",
    "main/engine/models/copy-model.ts",
    "main/engine/models/same-content.ts",
    "main/engine/models/native.ts",
    "main/engine/following/tail.ts",
    // The header of a table in the staging folder, which is a hard link of the named file or a copy.
    "main/engine/store/copy-table.ts",
  ],
  readNamed: [
    "main/engine/following/kept-requests.ts",
    "main/engine/files/named-file.ts",
    "main/engine/session/recent-workspaces.ts",
    "main/engine/workspace/recipes.ts",
  ],
  atomicWriteFile: [
    "main/desktop/last-folder.ts",
    "main/desktop/save-file.ts",
    "main/engine/config/machine-settings.ts",
    "main/engine/files/atomic-write.ts",
    "main/engine/following/kept-requests.ts",
    "main/engine/index.ts",
    "main/engine/session/recent-workspaces.ts",
  ],
  openNamedJournal: [
    "main/engine/embedding/embedded-collector.ts",
    "main/engine/embedding/window-file.ts",
    "main/engine/files/atomic-append.ts",
    "main/engine/files/journal-file.ts",
    "main/engine/files/journal.ts",
  ],
};

describe("the way into a workspace", () => {
  const mains = files.filter((file) => file.startsWith("main/") && !isTest(file));
  const textOf = new Map<string, string>();
  const read = async (file: string) => {
    const text = textOf.get(file) ?? (await readFile(join(root, "src", file), "utf8"));
    textOf.set(file, text);
    return text;
  };

  it("is the only one: node:fs is imported by its files, and by those named here with a reason", async () => {
    const importers: string[] = [];
    for (const file of mains) {
      const text = (await read(file)).replaceAll(/import type [^;]*;/g, "");
      const found = [
        ...text.matchAll(
          /(?:import|export)\s+([^"';]*?)\s*from\s*["'](?:node:)?fs(?:\/promises)?["']|(?:import|require|getBuiltinModule)\(\s*["'](?:node:)?fs/g,
        ),
      ];
      const values = found.filter(([, names]) => names === undefined || !/^\{(\s*(type \w+|constants)\s*,?)*\}$/.test(names));
      if (values.length > 0) importers.push(file);
    }
    expect(importers.sort()).toEqual(Object.keys(fileSystem).sort());
  });

  it.each(Object.entries(following))("%s follows links, and only these use it", async (name, users) => {
    const found: string[] = [];
    for (const file of mains) {
      const code = (await read(file)).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      if (new RegExp(`\\b${name}\\b`).test(code)) found.push(file);
    }
    expect(found.sort()).toEqual(users.sort());
  });
});
