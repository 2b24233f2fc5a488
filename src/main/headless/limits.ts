/** How much the web host takes, and how long it waits. */
export interface Limits {
  /** Largest upload. */
  readonly uploadBytes: number;
  /** Connections of any kind at once; one more is closed as it comes. Under the 1024 files that many systems allow. */
  readonly connections: number;
  /** Sockets at once; one more is answered 503. */
  readonly sockets: number;
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
  connections: 500,
  sockets: 100,
  headersMs: 10_000,
  idleMs: 60_000,
  uploadPaceMs: 30_000,
  uploadPaceBytes: 64 * 1024,
  closeMs: 2_000,
};
