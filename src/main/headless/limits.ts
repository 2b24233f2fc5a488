/** Limits of the web host, in bytes, numbers and milliseconds. */
export interface Limits {
  /** Largest upload. */
  readonly uploadBytes: number;
  /** Total of uploads that are arriving or waiting to be imported. */
  readonly uploadTotalBytes: number;
  /** Concurrent uploads; one more is refused. */
  readonly uploads: number;
  /**
   * Connections without a session that have made a request, and as many that have not; one more replaces the oldest. All together stay
   * below 1024 open files, a common limit.
   */
  readonly connectionsWithoutSession: number;
  /** Concurrent sockets; one more is answered with 503. */
  readonly sockets: number;
  /** Time for a new socket to prove its session. */
  readonly admissionMs: number;
  /** Time for a request's headers to be complete. */
  readonly headersMs: number;
  /** Idle time until a connection that is not a socket is closed. */
  readonly idleMs: number;
  /** An upload must bring `uploadPaceBytes` in this time, or is aborted. */
  readonly uploadPaceMs: number;
  readonly uploadPaceBytes: number;
  /** Time for a client to answer a close. */
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
