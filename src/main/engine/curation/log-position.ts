/** One line of curation.jsonl: where it starts and how long it is without its newline. */
export interface PartRef {
  offset: number;
  length: number;
}

/** A text that stays in curation.jsonl: the `after` of one change of one line. */
export interface TextRef {
  part: PartRef;
  change: number;
}
