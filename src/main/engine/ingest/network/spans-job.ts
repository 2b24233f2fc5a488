import { hash } from "node:crypto";
import type { Askable, Finding } from "../../../../contract/index.ts";
import { type Converter, openConverter } from "../../dialects/convert.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { chooseSpanDialect } from "../../dialects/span-dialects.ts";
import { readSpanIds } from "../../dialects/spans.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { RecordLines } from "../conversion/record-lines.ts";
import type { BrokenRow } from "../conversion/row-converter.ts";
import { type ConversionTally, emptyTally, tallyAsked, tallySkipped } from "../conversion/tally.ts";
import { listBuffers } from "../inspect-job.ts";
import { addEvents, type SpanEvent } from "./late-events.ts";
import { type OtlpEncoding, readOtlp } from "./read-otlp.ts";
import { type BodyCoding, unpackBody } from "./unpack-body.ts";

/** How spans that came over the network name the file that they come from. */
export const spansFile = "otlp";

export interface SpansRequest {
  /** The body as it came. */
  bytes: Uint8Array<ArrayBuffer>;
  coding: BodyCoding;
  encoding: OtlpEncoding;
  /** Of the body, unpacked. */
  maxBytes: number;
  strict: boolean;
  /** What their records name as the file that they come from. */
  file: string;
  /** What came earlier about spans that may be among these. */
  events: readonly SpanEvent[];
}

/** Rows that were meant as records, of one dialect. */
export interface BrokenSpans {
  dialect: string;
  rows: BrokenRow[];
}

export interface ConvertedSpans {
  /** One record for each span that is taken for a call of a model. */
  chunk: ChunkResult;
  broken: BrokenSpans[];
  /** Calls that lack what a record must have. */
  asked: BrokenSpans[];
  /** Attributes left out; see `readOtlp`. */
  leftOut: number;
  tally: ConversionTally;
  /** See `SpanTree`. */
  ids: string[];
  parents: string[];
  calls: Uint8Array<ArrayBuffer>;
  /** Which span record i was made of. */
  spanOf: number[];
}

/** Unpacks, reads and converts a request of spans. Always in a thread: 1 kB may unpack to megabytes. */
export const spansJob = defineJob<SpansRequest, ConvertedSpans>("spans", 0);

export function createSpansHandler(validator: SchemaValidator): JobHandler<SpansRequest, ConvertedSpans> {
  return ({ bytes: packed, coding, encoding, maxBytes, strict, file, events }) => {
    const bytes = unpackBody(packed, coding, maxBytes);
    const lines = new RecordLines({ validator, strict, sizeBytes: bytes.length });
    const tally = emptyTally();
    const broken = new Map<Dialect, BrokenRow[]>();
    const asked = new Map<Dialect, BrokenRow[]>();
    const spanOf: number[] = [];
    const ids: string[] = [];
    const parents: string[] = [];
    const isCall: number[] = [];
    const about = new Map<string, SpanEvent[]>();
    for (const event of events) about.set(event.spanId, [...(about.get(event.spanId) ?? []), event]);
    let span: Record<string, unknown> = {};
    let json = "";

    const keep = (into: typeof broken, dialect: Dialect, findings: BrokenRow["findings"]) => {
      const rows = into.get(dialect) ?? [];
      rows.push({ row: ids.length, bytes: Buffer.from(json), findings });
      into.set(dialect, rows);
    };
    const reject = (dialect: Dialect, findings: BrokenRow["findings"]) => {
      keep(broken, dialect, findings);
      tally.rejected++;
    };
    const open = (dialect: Dialect): Converter =>
      openConverter(
        dialect,
        { name: file, answers: {}, companions: [], explain: false },
        {
          record: ({ record }) => {
            const findings = lines.take(record);
            if (findings !== null) return reject(dialect, [...findings]);
            spanOf.push(ids.length - 1);
            isCall[ids.length - 1] = 1;
            tally.records++;
          },
          skip: (skipped) => tallySkipped(tally, skipped),
          ask: ({ asks, rows }) => {
            keep(asked, dialect, [toFinding(asks)]);
            isCall[ids.length - 1] = 2;
            tallyAsked(tally, { asks, rows });
          },
          reject: ({ finding }) => reject(dialect, [finding]),
        },
      );
    const converters = new Map<Dialect, Converter>();

    const leftOut = readOtlp(bytes, encoding, "traces", (item) => {
      span = item;
      tally.rows++;
      const { id, parentId } = readSpanIds(span);
      ids.push(id);
      parents.push(parentId);
      isCall.push(0);
      const dialect = chooseSpanDialect(span);
      if (dialect === undefined) return tallySkipped(tally, { rows: [ids.length], why: "nothing about a model" });
      addEvents(span, about.get(id) ?? []);
      json = JSON.stringify(span);
      let converter = converters.get(dialect);
      if (converter === undefined) {
        converter = open(dialect);
        converters.set(dialect, converter);
      }
      converter.row({ value: span, number: ids.length, sha256: hash("sha256", json, "hex") });
    });

    const chunk = lines.finish();
    const calls = Uint8Array.from(isCall);
    const result = { chunk, broken: toList(broken), asked: toList(asked), leftOut, tally, ids, parents, calls, spanOf };
    return { result, buffers: [...listBuffers(chunk), calls.buffer] };
  };
}

const names: Record<Askable, string> = { engine_id: "its engine", timestamp: "its time", success: "whether it succeeded" };

const toFinding = (asks: readonly Askable[]): Finding => ({
  pointer: "",
  rule: `asks ${asks.join(",")}`,
  message: `The call does not say ${asks.map((ask) => names[ask]).join(" and ")}.`,
});

/** Rows as copies: a small buffer of Node is a view of one that others share. */
const toList = (broken: ReadonlyMap<Dialect, BrokenRow[]>): BrokenSpans[] =>
  [...broken].map(([{ name }, rows]) => ({ dialect: name, rows: rows.map((row) => ({ ...row, bytes: new Uint8Array(row.bytes) })) }));
