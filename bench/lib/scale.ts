/** What a workspace of one content takes. */
export interface ScalePoint {
  /** For example `executions`, or `executions of 100 000 engines`. */
  content: string;
  records: number;
  /** How it came in. */
  way: "collect" | "import" | "import of a folder";
  /** Why it was not measured. */
  missing?: string;
  figures?: ScaleFigures;
}

export interface ScaleFigures {
  /** Until everything was on disk and in the index, the whole process. */
  fill: Used;
  journalBytes: number;
  indexBytes: number;
  /** From the start of `assay serve` to its first answer; processor time and peak until it is ended after a first page. */
  open: Used;
  /** `assay stats`, the whole process. */
  stats: Used;
}

export interface Used {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
}

/** The same executions in another shape. */
export interface StoreSize {
  data: string;
  records: number;
  store: string;
  bytes?: number;
  /** Of writing it from the one it is made of. */
  writeSeconds?: number;
  /** Counts and three exact percentiles of each engine, from there. */
  queryMs?: number;
  missing?: string;
}

/** Bytes on disk of one record, journal and index; undefined where nothing was measured. */
export const bytesARecord = ({ records, figures }: ScalePoint): number | undefined =>
  figures && (figures.journalBytes + figures.indexBytes) / records;
