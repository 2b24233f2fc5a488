import { AssayError, type ConversionPlan, type ImportPreview } from "../../../contract/index.ts";
import { openContainer } from "../containers/open-container.ts";
import { Staging } from "../containers/staging.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { listPaths } from "../dialects/propose.ts";
import { statNamed } from "../files/named-file.ts";
import { chooseReading } from "./conversion/choose-reading.ts";
import { previewImport } from "./conversion/preview.ts";
import { Companions, type FileBeside } from "./conversion/read-companions.ts";
import { readSample } from "./conversion/read-sample.ts";
import type { FileParts } from "./import-file.ts";
import type { ImportOptions } from "./import-options.ts";

export interface PreviewOptions {
  name?: string;
  /** null: by what the file is taken for. */
  plan: ConversionPlan | null;
  beside?: readonly FileBeside[];
}

/** Files of an archive that are looked at for one that gives records. */
const maxEntries = 20;

/**
 * Shows how a file would be imported; nothing is written but what is unpacked, and that goes again. Of an archive, the first of its files that gives
 * records is shown.
 * @throws AssayError as `importFile` does, and invalid_argument when the plan names no dialect.
 */
export async function previewFile(
  { stagingFolder, pool, copyTable }: FileParts,
  path: string,
  { name = path, plan, beside = [] }: PreviewOptions,
): Promise<ImportPreview | null> {
  const open = () => ({ staging: new Staging(stagingFolder), pool, copyTable });
  const fileTimeSeconds = Math.floor((await statNamed(path)).mtimeMs / 1000);
  const companions = new Companions({ path, beside, parts: open });
  const parts = open();
  let first: ImportPreview | null = null;
  let entries = 0;
  for await (const inner of openContainer(parts, path, name)) {
    const sample = await readSample(inner, parts);
    if (sample.texts.length === 0) continue;
    const choose = (dialect: Dialect) => companions.choose(dialect, inner.name, inner.name === name ? null : name);
    const preview = await previewImport({ name: inner.name, steps: inner.steps, sample, fileTimeSeconds, choose }, plan);
    if (preview.rows.length > 0) return preview;
    first ??= preview;
    if (++entries === maxEntries) break;
  }
  return first;
}

/**
 * What a file is like when a person should see first how it would be imported, because its rows are none of ours: the name of its dialect, or its
 * fields. null when no answer is needed. What cannot be read at all needs none; importing it says why.
 */
export async function findLikeness(
  parts: FileParts,
  path: string,
  { name = path, kind }: Pick<ImportOptions, "name" | "kind">,
): Promise<string | null> {
  const { stagingFolder, pool, copyTable, validator } = parts;
  let fields = "";
  try {
    const container = { staging: new Staging(stagingFolder), pool, copyTable };
    for await (const inner of openContainer(container, path, name)) {
      const isPlain = inner.steps.length === 0;
      if (isPlain && (await isOwn(parts, path))) return null;
      const sample = await readSample(inner, container);
      fields = listPaths(sample.values).toSorted().join("\n");
      const reading = chooseReading(validator, { ...sample, name: inner.name, rows: sample.values }, { kind, plan: null }, !isPlain);
      if (reading.type === "convert") return reading.plan.dialect;
    }
    return null;
  } catch (thrown) {
    return thrown instanceof AssayError && thrown.code === "unrecognised" ? `fields\n${fields}` : null;
  }
}

async function isOwn(parts: FileParts, path: string): Promise<boolean> {
  return (await parts.findOwnJournal(await statNamed(path))) !== null;
}
