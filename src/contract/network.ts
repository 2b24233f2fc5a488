import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, literals, Nothing, nullable, strictObject, TimeMs } from "./shapes.ts";

/** The network door: records and spans over HTTP, on 127.0.0.1 alone. Whether it is open, its port and its token are this machine's. */

export const networkPaths = ["/v1/records", "/v1/traces", "/v1/logs"] as const;
export type NetworkPath = (typeof networkPaths)[number];

export const NetworkEndpoint = strictObject({
  path: literals(networkPaths),
  /** Since Assay was started, like all that follows. */
  requests: Count,
  /** Requests that were refused or failed, by HTTP status. */
  failed: Type.Array(strictObject({ status: Count, count: Count })),
  /** As they came, compressed or not. */
  bytes: Count,
  accepted: Count,
  duplicates: Count,
  rejected: Count,
  /** Why records were rejected, most frequent first, at most 20. */
  reasons: Type.Array(strictObject({ reason: Type.String(), count: Count })),
  /** Spans and log records that are no call of a model, by why, most frequent first, at most 20. */
  dropped: Type.Array(strictObject({ why: Type.String(), count: Count })),
  /** Attributes and events that were left out of spans and log records that were taken: nested too deep, too long, or too many. */
  leftOut: Count,
  /** Records accepted in each of the last 60 seconds, oldest first; the last is the current second. */
  perSecond: Type.Array(Count),
  lastAtMs: nullable(TimeMs),
});
export type NetworkEndpoint = Static<typeof NetworkEndpoint>;

export const NetworkDoor = strictObject({
  state: literals(["off", "on", "failed"] as const),
  /** The port it listens on, or would; 0: any. */
  port: Count,
  /** Why it cannot be opened. */
  error: nullable(strictObject({ code: Type.String(), message: Type.String(), fix: Type.Optional(Type.String()) })),
  endpoints: Type.Array(NetworkEndpoint),
});
export type NetworkDoor = Static<typeof NetworkDoor>;

export const NetworkToken = strictObject({
  token: Type.String(),
  /** Absolute path of the file that holds it and nothing else. */
  path: Type.String(),
});
export type NetworkToken = Static<typeof NetworkToken>;

export const networkProcedures = {
  /** Opens the door, also after every start from now on, or closes it. @returns it open, or why it is not. */
  "network.set": command(
    strictObject({ on: Type.Boolean(), port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })) }),
    NetworkDoor,
  ),
  /** What a client sends as `Authorization: Bearer …`; made on first use. */
  "network.token": query(Nothing, NetworkToken),
  /** Makes another token; the one before opens nothing any more. */
  "network.renewToken": command(Nothing, NetworkToken),
};
