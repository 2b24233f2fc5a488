/** How much the web host takes, and how long it waits. */
export interface Limits {
  /** Largest upload. */
  readonly uploadBytes: number;
  /** Uploads that are arriving or wait to be used, together. */
  readonly uploadTotalBytes: number;
  /** Uploads that arrive at the same time; one more is refused. */
  readonly uploads: number;
  /**
   * Connections without a session at once that have made a request, and as many that have not; one more takes the place of the
   * oldest. All together stay under the 1024 files that many systems allow.
   */
  readonly connectionsWithoutSession: number;
  /** Sockets at once; one more is answered 503. */
  readonly sockets: number;
  /** For a new socket to prove its session. */
  readonly admissionMs: number;
  /** For a request's headers to be complete. */
  readonly headersMs: number;
  /** Without a byte either way, until a connection that is not a socket is closed. */
  readonly idleMs: number;
  /** An upload brings at least `uploadPaceBytes` in this time, or is cut off. */
  readonly uploadPaceMs: number;
  readonly uploadPaceBytes: number;
  /** For a client to answer a close. */
  readonly closeMs: number;
}

export const defaultLimits: Limits = {
  uploadBytes: 64 * 1024 ** 3,
  uploadTotalBytes: 128 * 1024 ** 3,
  uploads: 64,
  connectionsWithoutSession: 300,
  sockets: 100,
  admissionMs: 10_000,
  headersMs: 10_000,
  idleMs: 60_000,
  uploadPaceMs: 30_000,
  uploadPaceBytes: 64 * 1024,
  closeMs: 2_000,
};
