import { headCharacters } from "../../../../contract/head-of-text.ts";
import {
  AssayError,
  type Input,
  isConversation,
  type Output,
  type SampleOrigin,
  type SampleRow,
  type Tier,
} from "../../../../contract/index.ts";
import { formatCommand } from "../../base/program.ts";
import { decodeCursor, encodeCursor } from "../../queries/cursor.ts";
import { countFacets, selectTags } from "../../queries/facets.ts";
import type { Where } from "../../queries/where.ts";
import type { Database } from "../../store/duckdb.ts";
import { placeholders } from "../../store/sql.ts";
import type { CurationLog } from "../state/curation-log.ts";
import { type DatasetLines, longLines } from "./long-lines.ts";
import { hasTier, toWhere } from "./sample-filter.ts";
import { parseSampleRecord } from "./sample-record.ts";

interface Row {
  ref: string;
  seq: number;
  sample_id: string | null;
  tier: Tier;
  created_at: number | null;
  source_trace_id: string | null;
  quality: number | null;
  validated: boolean | null;
  origin: SampleOrigin;
  edited: boolean;
  input_head: string | null;
  output_head: string | null;
}

/** Rows without a creation time sort last. */
const createdAt = "coalesce(greatest(created_at, 0), 0)";
const columns = `ref, seq, sample_id, tier, ${createdAt} AS created_at, source_trace_id, quality, validated, origin, edited,
  substr(input, 1, ${headCharacters}) AS input_head, substr(output, 1, ${headCharacters}) AS output_head`;

function toRow(row: Row): SampleRow {
  return {
    ref: row.ref,
    sampleId: row.sample_id ?? "",
    tier: row.tier,
    createdAtS: row.created_at ?? 0,
    sourceTraceId: row.source_trace_id ?? "",
    quality: row.quality ?? 0,
    validated: row.validated ?? false,
    origin: row.origin,
    edited: row.edited,
    inputHead: row.input_head ?? "",
    outputHead: row.output_head ?? "",
  };
}

/** A further condition on the rows of `samples`. */
export interface SampleNarrowing {
  sql: string;
  values: readonly (string | number)[];
}

const refsAtOnce = 500;

/** Rows of samples in the dataset, by ref. Of identical lines one. */
export async function getSampleRows(db: Database, refs: readonly string[]): Promise<Map<string, SampleRow>> {
  const found = new Map<string, SampleRow>();
  for (let i = 0; i < refs.length; i += refsAtOnce) {
    const some = refs.slice(i, i + refsAtOnce);
    const rows = await db.all<Row>(`SELECT ${columns} FROM samples WHERE ref IN (${placeholders(some.length)})`, some);
    for (const row of rows) found.set(row.ref, toRow(row));
  }
  return found;
}

/** `samples.list`: newest first. @param narrowing of the rows and their counts. @throws AssayError invalid_argument for a cursor from elsewhere. */
export async function listSamples(
  db: Database,
  { filter, cursor, limit }: Input<"samples.list">,
  narrowing?: SampleNarrowing,
): Promise<Output<"samples.list">> {
  const narrow = (where: Where) => (narrowing ? where.and(narrowing.sql, ...narrowing.values) : where);
  const where = narrow(toWhere(filter));
  const after = decodeCursor(list, cursor, toCursor);
  const next = where.copy().and(`(${createdAt}, ref, seq) < (?, ?, ?)`, ...(after ?? [undefined]));
  const [rows, matching, byTier, allByTier] = await Promise.all([
    db.all<Row>(`SELECT ${columns} FROM samples ${next.sql} ORDER BY ${createdAt} DESC, ref DESC, seq DESC LIMIT ?`, [
      ...next.values,
      limit + 1,
    ]),
    db.get<{ n: number }>(`SELECT count(*) AS n FROM samples ${where.sql}`, where.values),
    countTiers(db, narrow(toWhere(filter, "tiers"))),
    countTiers(db, toWhere({})),
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit).map(toRow),
    nextCursor: last ? encodeCursor(list, last.created_at ?? 0, last.ref, last.seq) : null,
    total: matching?.n ?? 0,
    byTier,
    allByTier,
  };
}

/** `samples.facets` */
export async function sampleFacets(db: Database): Promise<Output<"samples.facets">> {
  return { tags: await countFacets(db, selectTags("samples", hasTier)) };
}

async function countTiers(db: Database, where: Where): Promise<Record<Tier, number>> {
  const rows = await db.all<{ tier: Tier; n: number }>(`SELECT tier, count(*) AS n FROM samples ${where.sql} GROUP BY tier`, where.values);
  const counts = { gold: 0, silver: 0, bronze: 0 };
  for (const { tier, n } of rows) counts[tier] = n;
  return counts;
}

const list = "samples";
type Cursor = [createdAt: number, ref: string, seq: number];

function toCursor([createdAt, ref, seq]: unknown[]): Cursor | undefined {
  return Number.isSafeInteger(createdAt) && typeof ref === "string" && Number.isSafeInteger(seq)
    ? [createdAt as number, ref, seq as number]
    : undefined;
}

/** `samples.get`. @throws AssayError not_found, damaged (its line is gone from the dataset file) */
export async function getSample(db: Database, log: CurationLog, dataset: DatasetLines, ref: string): Promise<Output<"samples.get">> {
  const row = await db.get<Row & { line: string | null }>(`SELECT ${columns}, line FROM samples WHERE ref = ? AND ${hasTier} LIMIT 1`, [
    ref,
  ]);
  if (!row) {
    throw new AssayError("not_found", `There is no sample ${ref} in the dataset.`, {
      fix: "The list may be older than the dataset: load it again.",
    });
  }
  const raw = row.line ?? (await longLine(log, dataset, ref));
  const { input, output, messages, engine_id: engineId } = parseSampleRecord(raw);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    row: toRow(row),
    input: text(input),
    output: text(output),
    engineId: text(engineId),
    ...(isConversation(messages) ? { messages } : {}),
    raw,
    comparison: log.state.samples.get(ref)?.comparison ?? null,
    provenance: await readProvenance(log, row),
  };
}

/** A line too long for the index: from the log if curation changed it, else from the dataset file. */
async function longLine(log: CurationLog, dataset: DatasetLines, ref: string): Promise<string> {
  const line = (await log.readSample(ref))?.line ?? (await longLines(dataset, [ref])).get(ref);
  if (line !== undefined) return line;
  throw new AssayError("damaged", `The line of sample ${ref} is not in ${dataset.path} any more.`, {
    where: dataset.path,
    fix: `Run ${formatCommand("verify --repair")}: the index is rebuilt from what is there.`,
  });
}

/** Everything that happened to a sample, oldest first. */
async function readProvenance(log: CurationLog, row: Row): Promise<Output<"samples.get">["provenance"]> {
  const steps: Output<"samples.get">["provenance"] = [];
  if (row.origin === "collected") {
    const from = row.source_trace_id ? `, from trace ${row.source_trace_id}` : "";
    steps.push({ atMs: (row.created_at ?? 0) * 1000, actor: "producer", description: `created${from}; collected as a line` });
  }
  for (const at of log.state.samples.get(row.ref)?.touched ?? []) {
    const part = await log.events.part(at);
    const prefix = part.type === "undo" ? "undone: " : part.type === "redo" ? "redone: " : "";
    for (const change of part.changes) {
      if (change.of === "sample" && change.ref === row.ref)
        steps.push({ atMs: Math.round(part.at), actor: part.actor, description: `${prefix}${change.did}` });
    }
  }
  return steps;
}
