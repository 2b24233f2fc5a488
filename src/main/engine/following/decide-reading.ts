import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { containerHeadBytes, detectContainer, isMarkedUtf16, shellWord } from "../containers/container.ts";
import { Staging } from "../containers/staging.ts";
import { resolveDialect } from "../dialects/mapping.ts";
import { chooseReading, type FileReading } from "../ingest/conversion/choose-reading.ts";
import { readSample } from "../ingest/conversion/read-sample.ts";
import type { FileParts } from "../ingest/import-file.ts";
import { newline } from "../lines/line-bytes.ts";
import type { FollowOptions } from "./request.ts";
import type { Tail } from "./tail.ts";

export interface Decision {
  reading: FileReading;
  /** False: none of its lines is a record yet, so more of them may show another tool's. */
  isFirm: boolean;
}

/**
 * Decides by its first lines how a followed file is taken, as an import decides.
 * @param isNamed false: it was found in a folder, and is left alone unless it is recognised.
 * @throws AssayError refused for what does not grow by lines, and for dialects that need the whole file or others beside it; unrecognised.
 */
export async function decideReading(
  { validator, pool, stagingFolder, copyTable }: Pick<FileParts, "validator" | "pool" | "stagingFolder" | "copyTable">,
  tail: Tail,
  name: string,
  { kind, plan, answers }: FollowOptions,
  isNamed: boolean,
): Promise<Decision> {
  await refuseUnlessLines(tail, name);
  const lines = { name, path: tail.path, openFile: async () => tail.lend(), steps: [], rejected: [] };
  const sample = await readSample(lines, { staging: new Staging(stagingFolder), pool, copyTable });
  const named = { ...sample, name, rows: sample.values };
  const reading = chooseReading(validator, named, { kind, plan, answers }, !isNamed);
  if (reading.type === "native") {
    const isFirm = sample.texts.some((text) => validator.validateLine(text.trim(), kind).valid);
    return { reading, isFirm };
  }
  const dialect = resolveDialect(reading.plan);
  if (dialect.joins) throw notByLines(name, `${dialect.title} is joined with other files`);
  if (dialect.scope === "file") throw notByLines(name, `rows of a ${dialect.title} belong together, so all of them are read at once`);
  return { reading, isFirm: true };
}

/** A file whose first line is JSON is one of lines; anything else may be compressed, a table, one document. */
async function refuseUnlessLines(tail: Tail, name: string): Promise<void> {
  const head = await tail.head(containerHeadBytes);
  const end = head.indexOf(newline);
  if (end >= 0 && isJson(head.toString("utf8", 0, end))) return;
  // Half of the first line tells nothing yet.
  if (end < 0 && head.length < containerHeadBytes && /^(\ufeff)*\s*(\{|$)/.test(head.toString("utf8", 0, 64))) return;
  const found = isMarkedUtf16(head) ? { description: "is UTF-16" } : detectContainer(head, false);
  if (found) throw notByLines(name, `it ${found.description}`);
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line.replace(/^\ufeff+/, "")) === "object";
  } catch {
    return false;
  }
}

const notByLines = (name: string, why: string) =>
  new AssayError("refused", `${name} is not followed line by line: ${why}. Nothing of it was taken.`, {
    where: name,
    fix: `Import it when it is whole, under Import or with ${formatCommand(`import ${shellWord(name)}`)}.`,
  });
