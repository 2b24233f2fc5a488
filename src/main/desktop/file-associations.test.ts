import { expect, it } from "vitest";
import { linuxAssociations, macDocumentTypes, windowsAssociations } from "./file-associations.ts";

const program = "C:\\Program Files\\Assay\\Assay.exe";

it("opens the same extensions on every system, and folders", () => {
  const extensions = ["jsonl", "ndjson"];
  expect(linuxAssociations.fileAssociations.map(({ ext }) => ext)).toEqual(extensions);
  expect(linuxAssociations.mimeTypes).toEqual(["inode/directory"]);
  expect(macDocumentTypes.flatMap((type) => type.CFBundleTypeExtensions ?? [])).toEqual(extensions);
  expect(macDocumentTypes.flatMap((type) => type.LSItemContentTypes ?? [])).toEqual(["public.folder"]);
  const keys = windowsAssociations(program).map(({ key }) => key);
  for (const extension of extensions) expect(keys).toContain(`Software\\Classes\\.${extension}\\OpenWithProgids`);
});

it("takes no default", () => {
  expect(macDocumentTypes.map((type) => [type.CFBundleTypeRole, type.LSHandlerRank])).toEqual([
    ["Viewer", "Alternate"],
    ["Viewer", "Alternate"],
  ]);
  // The default value of an extension's key, or of the verbs of folders, is what a double click runs.
  const defaults = windowsAssociations(program).filter(({ name }) => name === "");
  expect(defaults.filter(({ key }) => /\\\.\w+$|\\Directory(\\shell)?$/.test(key))).toEqual([]);
});

it("quotes program and path for Windows", () => {
  const commands = windowsAssociations(program).filter(({ key }) => key.endsWith("command"));
  expect(commands.map(({ data }) => data)).toEqual([`"${program}" "%1"`, `"${program}" "%1"`]);
});
