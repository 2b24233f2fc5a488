import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { RateRing } from "../collector/counters.ts";
import { shellWord } from "../containers/container.ts";
import { resolveDialect } from "../dialects/mapping.ts";
import { ReportBuilder } from "../ingest/import-report.ts";
import { decideReading } from "./decide-reading.ts";
import type { FollowParts } from "./follow-parts.ts";
import type { Reading } from "./reading.ts";
import type { FollowOptions } from "./request.ts";
import type { Tail } from "./tail.ts";
import { takeBurst } from "./take-burst.ts";

const askOptions: Record<string, string> = { engine_id: "--engine NAME", timestamp: "--time T", success: "--success true" };

interface Hooks {
  /** Lines are about to be taken. */
  onBegin(): void;
  /** The file is being written anew: it is worth another look soon. */
  lookAgain(): void;
  /** Writes down the places of all open files. @param reading of this one, lines up to `until` are about to be taken. */
  keepPlaces(reading?: Tail, until?: number): Promise<void>;
}

/** Takes the lines of one followed path, whichever of its files they are in, a burst at a time, and counts them. */
export class LineTaker {
  readonly report: ReportBuilder;
  readonly rate = new RateRing();
  readonly #parts: FollowParts;
  readonly #name: string;
  readonly #options: FollowOptions;
  readonly #isNamed: boolean;
  readonly #hooks: Hooks;
  #lastLineAtMs: number | null = null;

  /** @param isNamed false: it was found in a folder, and is left alone unless it is recognised. */
  constructor(parts: FollowParts, name: string, options: FollowOptions, isNamed: boolean, hooks: Hooks) {
    this.#parts = parts;
    this.#name = name;
    this.#options = options;
    this.#isNamed = isNamed;
    this.#hooks = hooks;
    this.report = new ReportBuilder(name, 0);
  }

  /** When lines were taken last. */
  get lastLineAtMs(): number | null {
    return this.#lastLineAtMs;
  }

  /** What its rows leave open; null where nothing is. */
  unanswered(path: string): AssayError | null {
    const asked = this.report.read().conversions.flatMap((conversion) => Object.entries(conversion.asked));
    if (asked.length === 0) return null;
    const rows = asked.reduce((sum, [, count]) => sum + count, 0);
    const names = [...new Set(asked.flatMap(([names]) => names.split(",")))];
    const options = names.map((name) => askOptions[name] ?? name).join(" ");
    return new AssayError("invalid_argument", `${rows} rows of ${this.#name} are left out: they do not say ${names.join(", ")}.`, {
      where: path,
      fix: `Stop following it, and run ${formatCommand(`follow ${shellWord(this.#name)} ${options} --keep`)}.`,
    });
  }

  /** @param takesRest whether a last line without an end is taken too. @returns whether there may be more. */
  async take(reading: Reading, takesRest: boolean): Promise<boolean> {
    const { tail, doubtful } = reading;
    if (!reading.decision?.isFirm) {
      const sizeBytes = await tail.sizeBytes();
      try {
        reading.decision = await decideReading(this.#parts.files, tail, this.#name, this.#options, this.#isNamed);
      } catch (thrown) {
        if ((await tail.sizeBytes()) >= sizeBytes) throw thrown;
        // It is being written anew.
        this.#hooks.lookAgain();
        return false;
      }
      const chosen = reading.decision.reading;
      if (chosen.type === "convert") this.report.converts(resolveDialect(chosen.plan), chosen.detected?.confidence ?? null);
    }
    const { reading: chosen } = reading.decision;
    await this.#parts.flush();
    // A row of another tool may be alike an earlier one, and count: so it has to be known which of them a crash left in doubt.
    if (chosen.type === "convert" && tail.offset >= tail.doubtUntil) await this.#hooks.keepPlaces(tail, await tail.sizeBytes());
    this.#hooks.onBegin();
    const { accepted, quarantined } = this.report;
    const isMore = await takeBurst(this.#parts.files, {
      tail,
      name: this.#name,
      reading: chosen,
      kind: this.#options.kind,
      report: this.report,
      fileTimeSeconds: Math.floor(Date.now() / 1000),
      doubtful,
      takesRest,
    });
    if (!isMore) return false;
    this.#lastLineAtMs = Date.now();
    this.rate.add(this.report.accepted - accepted + this.report.quarantined - quarantined);
    await this.#hooks.keepPlaces();
    return true;
  }
}
