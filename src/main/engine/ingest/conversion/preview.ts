import { createHash } from "node:crypto";
import type { ConversionPlan, ImportPreview, RecordKind } from "../../../../contract/index.ts";
import { shorten } from "../../base/json-value.ts";
import { type Conversion, createConverter } from "../../dialects/convert.ts";
import { customName } from "../../dialects/custom.ts";
import type { Companion, Dialect, Proof } from "../../dialects/dialect.ts";
import { type Detected, detectDialects, dialects, minConfidence } from "../../dialects/dialects.ts";
import { readPath } from "../../dialects/field-rules.ts";
import { resolveDialect } from "../../dialects/mapping.ts";
import { listPaths, proposeMapping } from "../../dialects/propose.ts";
import type { FileSample } from "./read-sample.ts";
import { emptyTally, tallyConversion } from "./tally.ts";

const shownRows = 3;
const maxShownCharacters = 4000;
const maxFields = 200;

/** What a preview is made of. */
export interface PreviewSource {
  name: string;
  steps: readonly string[];
  sample: FileSample;
  fileTimeSeconds: number;
  /** The files that a dialect may join. */
  choose(dialect: Dialect): Promise<readonly Companion[]>;
}

/**
 * Shows how a file would be imported.
 * @param plan null: by what it is taken for, or by the mapping that is proposed. "custom" without a mapping gets the one that is proposed.
 * @throws AssayError invalid_argument when the plan names no dialect.
 */
export async function previewImport(source: PreviewSource, plan: ConversionPlan | null): Promise<ImportPreview> {
  const { name, steps, sample } = source;
  const detected = detectDialects({ name, rows: sample.values });
  const [best] = detected;
  const isKnown = best !== undefined && best.confidence >= minConfidence;
  const isByHand = plan?.dialect === customName;
  const proposed = isKnown && !isByHand ? null : proposeMapping(sample.values);
  const chosen =
    (isByHand && plan.mapping === undefined ? { ...plan, mapping: proposed?.mapping } : plan) ??
    (isKnown
      ? { dialect: best.dialect.name, answers: {} }
      : Object.keys(proposed?.mapping ?? {}).length > 0
        ? { dialect: customName, answers: {}, mapping: proposed?.mapping }
        : null);
  const shown = chosen === null ? emptyShown() : await showRows(source, chosen);
  return {
    file: name,
    steps: [...steps],
    fileTimeSeconds: source.fileTimeSeconds,
    sampledRows: sample.texts.length,
    plan: chosen,
    takenFor: isKnown ? toNamed(best) : null,
    detected: detected.map(toNamed),
    dialects: dialects.map(({ name: one, title }) => ({ name: one, title })).sort((a, b) => (a.title < b.title ? -1 : 1)),
    ...shown,
    fields: listPaths(sample.values)
      .slice(0, maxFields)
      .map((path) => ({
        path,
        example: shorten(toJson(sample.values.map((row) => readPath(row, path)).find((value) => value != null)), 200),
      })),
    proposal: proposed && {
      mapping: proposed.mapping,
      because: Object.entries(proposed.because).map(([target, because]) => ({ target: target as "engine", because })),
    },
  };
}

const toNamed = ({ dialect: { name, title }, confidence }: Detected) => ({ name, title, confidence });

type Shown = Pick<ImportPreview, "rows" | "records" | "skipped" | "rejected" | "asks">;

const emptyShown = (): Shown => ({
  rows: [],
  records: { engine_execution: 0, comparison_result: 0, training_sample: 0 },
  skipped: [],
  rejected: 0,
  asks: [],
});

async function showRows({ name, sample, fileTimeSeconds, choose }: PreviewSource, plan: ConversionPlan): Promise<Shown> {
  const dialect = resolveDialect(plan);
  const companions = await choose(dialect);
  const convert = createConverter(dialect, { name, answers: plan.answers, fileTimeSeconds, companions, explain: true });
  const rows = sample.values.map((value, i) => ({
    value,
    number: sample.numbers[i] as number,
    sha256: createHash("sha256").update(toJson(value)).digest("hex"),
  }));
  const conversion = convert(rows, true);
  const shown = emptyShown();
  for (const { kind } of conversion.records) shown.records[kind]++;
  const tally = emptyTally();
  tallyConversion(tally, conversion);
  shown.skipped = Object.entries(tally.skipped).map(([why, count]) => ({ why, rows: count }));
  shown.rejected = conversion.rejected.length;
  shown.asks = [...new Set(conversion.asks.flatMap(({ asks }) => asks))];
  shown.rows = firstRows(conversion, new Map(rows.map(({ number, value }) => [number, value])));
  return shown;
}

/** The first rows that records were made of; else the first that were rejected or asked about. */
function firstRows({ records, rejected, asks }: Conversion, values: ReadonlyMap<number, unknown>): ImportPreview["rows"] {
  const byRow = new Map<number, { kind: RecordKind; json: string; proofs: readonly Proof[] }[]>();
  for (const { kind, record, rows, proofs } of records) {
    const row = rows[0] ?? 0;
    if (!byRow.has(row) && byRow.size === shownRows) break;
    byRow.set(
      row,
      [...(byRow.get(row) ?? []), { kind, json: shorten(JSON.stringify(record, null, 2), maxShownCharacters), proofs }].slice(0, 3),
    );
  }
  const before = (row: number) => shorten(toJson(values.get(row), 2), maxShownCharacters);
  if (byRow.size > 0)
    return [...byRow].map(([row, made]) => ({
      row,
      before: before(row),
      after: made.map(({ kind, json }) => ({ kind, json })),
      proofs: made.flatMap(({ proofs }) => proofs).map(toShownProof),
      finding: null,
    }));
  const others = [
    ...rejected.map(({ rows, finding }) => ({ row: rows[0] ?? 0, finding })),
    ...asks.map(({ rows }) => ({ row: rows[0] ?? 0, finding: null })),
  ];
  return others.slice(0, shownRows).map(({ row, finding }) => ({ row, before: before(row), after: [], proofs: [], finding }));
}

const toShownProof = ({ from, value, to, became, because }: Proof) => ({
  from,
  value: shorten(toJson(value), 200),
  to,
  became: String(became),
  because,
});

const toJson = (value: unknown, indent?: number): string => JSON.stringify(value, null, indent) ?? "nothing";
