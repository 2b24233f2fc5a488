import { type NetworkEndpoint, type NetworkPath, networkPaths } from "../../../contract/index.ts";
import { RateRing } from "../../engine/index.ts";

/** What one body, or one part of it, came to. */
export interface Taken {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Why records were rejected. */
  reasons: readonly { reason: string; count: number }[];
  /** By why. */
  dropped?: Readonly<Record<string, number>>;
  /** Attributes and events of what was taken. */
  leftOut?: number;
}

const maxShown = 20;
/** Reasons name fields, which a client may invent. */
const maxKept = 200;

/** The counters of one endpoint. */
export class EndpointCounters {
  requests = 0;
  bytes = 0;
  leftOut = 0;
  readonly #taken = { accepted: 0, duplicates: 0, rejected: 0 };
  readonly #failed = new Map<number, number>();
  readonly #reasons = new Map<string, number>();
  readonly #dropped = new Map<string, number>();
  readonly #rate = new RateRing();
  #lastAtMs: number | null = null;

  begin(): void {
    this.requests++;
    this.#lastAtMs = Date.now();
  }

  fail(status: number): void {
    this.#failed.set(status, (this.#failed.get(status) ?? 0) + 1);
  }

  take({ accepted, duplicates, rejected, reasons, dropped = {}, leftOut = 0 }: Taken): void {
    this.#taken.accepted += accepted;
    this.#taken.duplicates += duplicates;
    this.#taken.rejected += rejected;
    this.leftOut += leftOut;
    this.#rate.add(accepted);
    for (const { reason, count } of reasons) add(this.#reasons, reason, count);
    for (const [why, count] of Object.entries(dropped)) add(this.#dropped, why, count);
  }

  read(path: NetworkPath): NetworkEndpoint {
    return {
      path,
      requests: this.requests,
      failed: [...this.#failed].map(([status, count]) => ({ status, count })),
      bytes: this.bytes,
      ...this.#taken,
      reasons: most(this.#reasons).map(([reason, count]) => ({ reason, count })),
      dropped: most(this.#dropped).map(([why, count]) => ({ why, count })),
      leftOut: this.leftOut,
      perSecond: this.#rate.read(),
      lastAtMs: this.#lastAtMs,
    };
  }
}

export type Counters = Readonly<Record<NetworkPath, EndpointCounters>>;

export const createCounters = (): Counters =>
  Object.fromEntries(networkPaths.map((path) => [path, new EndpointCounters()])) as unknown as Counters;

function add(into: Map<string, number>, name: string, count: number): void {
  if (into.has(name) || into.size < maxKept) into.set(name, (into.get(name) ?? 0) + count);
}

const most = (counts: ReadonlyMap<string, number>) => [...counts].sort((a, b) => b[1] - a[1]).slice(0, maxShown);
