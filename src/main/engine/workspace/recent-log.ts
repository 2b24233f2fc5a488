import type { Input, LogLine } from "../../../contract/index.ts";
import { type Log, toLogJson } from "../base/log.ts";

/** As many lines as are kept to be shown; the files in `.assay/log` have all of them. */
export const linesKept = 2000;
/** A longer line is cut: fields may hold whole messages of other programs. */
const maxFieldsLength = 4000;

/** The newest lines of the log, in memory. */
export class RecentLog {
  readonly #lines: LogLine[] = [];
  #logged = 0;

  /** How many lines there were. */
  get logged(): number {
    return this.#logged;
  }

  /** Keeps the line. */
  readonly log: Log = (level, event, fields = {}) => {
    const json = toLogJson(fields);
    this.#logged += 1;
    this.#lines.push({
      number: this.#logged,
      atMs: Date.now(),
      level,
      event,
      fields: json === "{}" ? "" : cut(json),
    });
    if (this.#lines.length > linesKept) this.#lines.shift();
  };

  /** `live.log`: the newest lines that match, the newest first. */
  list({ levels, text, limit }: Input<"live.log">): { lines: LogLine[]; logged: number; kept: number } {
    const wanted = text?.toLowerCase() ?? "";
    const matching = this.#lines.filter(
      ({ level, event, fields }) => (levels === undefined || levels.includes(level)) && `${event} ${fields}`.toLowerCase().includes(wanted),
    );
    return { lines: matching.slice(-limit).reverse(), logged: this.#logged, kept: this.#lines.length };
  }
}

/** A copy of the beginning: a slice would keep the whole text in memory. */
const cut = (json: string) => (json.length <= maxFieldsLength ? json : Buffer.from(json.slice(0, maxFieldsLength)).toString());
