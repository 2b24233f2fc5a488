import { join } from "node:path";
import { AssayError } from "../../../../contract/index.ts";
import { isObject, parseObject } from "../../base/json-value.ts";
import { readSmallFile } from "../../files/inside.ts";
import { withPath } from "../../files/io-error.ts";
import { toRealPath } from "../../files/named-file.ts";
import { manifestFormat, manifestName } from "../write/destination.ts";

/** An export on disk, as its manifest describes it. */
export interface ExportFolder {
  /** Real. */
  path: string;
  /** Files of rows, by name. */
  rowFiles: readonly string[];
  /** SHA-256 of every other file, by name. */
  otherFiles: ReadonlyMap<string, string>;
}

const maxManifestBytes = 16 * 1024 * 1024;

/** @throws AssayError not_found, refused (no export of Assay's), permission, io … */
export async function openExportFolder(named: string): Promise<ExportFolder> {
  const path = await withPath(named, () => toRealPath(named));
  const bytes = await readSmallFile(join(path, manifestName), maxManifestBytes).catch((thrown: unknown) => {
    throw thrown instanceof AssayError && thrown.code === "not_found" ? noExport(named) : thrown;
  });
  const manifest = parseObject(bytes.toString("utf8"));
  if (manifest?.format !== manifestFormat || !Array.isArray(manifest.files) || !Array.isArray(manifest.splits)) throw noExport(named);
  const splits: unknown[] = manifest.splits;
  const rowFiles = splits.flatMap((split) => (isObject(split) && typeof split.file === "string" ? [split.file] : []));
  const files: unknown[] = manifest.files;
  const others = files.flatMap((file): [string, string][] =>
    isObject(file) && typeof file.file === "string" && !rowFiles.includes(file.file) ? [[file.file, String(file.sha256)]] : [],
  );
  // A manifest may be anybody's: it names no file outside of its folder.
  const outside = rowFiles.find((name) => name.startsWith("/") || name.includes("\\") || name.split("/").includes(".."));
  if (outside !== undefined) throw noExport(named);
  return { path, rowFiles, otherFiles: new Map(others) };
}

const noExport = (named: string) =>
  new AssayError("refused", `${named} is no export of Assay's: it has no manifest.json of one.`, {
    where: named,
    fix: "Name the folder that an export was written to.",
  });
