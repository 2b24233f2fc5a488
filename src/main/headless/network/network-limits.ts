/** Limits of the network door, in bytes and milliseconds. */
export interface NetworkLimits {
  /** Connections without the token, in two groups; see connections.ts. */
  readonly connectionsWithoutSession: number;
  readonly headersMs: number;
  /** Idle time until a connection is closed. */
  readonly idleMs: number;
  /** A body of records, unpacked. */
  readonly recordsBytes: number;
  /** A body of spans or log records, unpacked: they are one message, which is read whole. */
  readonly spansBytes: number;
  /** What bodies that are being taken may hold in memory, about; one more is answered 429. */
  readonly memoryBytes: number;
  /** A body must bring `paceBytes` in this time. */
  readonly paceMs: number;
  readonly paceBytes: number;
  /** How long bodies that are being taken may go on once the workspace is to be closed. */
  readonly leavingMs: number;
}

export const defaultNetworkLimits: NetworkLimits = {
  connectionsWithoutSession: 100,
  headersMs: 10_000,
  idleMs: 60_000,
  recordsBytes: 1024 ** 3,
  // As the OpenTelemetry Collector.
  spansBytes: 20 * 1024 ** 2,
  memoryBytes: 256 * 1024 ** 2,
  paceMs: 30_000,
  paceBytes: 1024,
  leavingMs: 1_000,
};
