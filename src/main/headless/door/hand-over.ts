import Type, { type Static } from "typebox";

/** What was taken of a client's stdin by the owner that hands it over: the next one goes on behind it. */
export const TakenSoFar = Type.Object(
  {
    lines: Type.Integer({ minimum: 0 }),
    accepted: Type.Integer({ minimum: 0 }),
    quarantined: Type.Integer({ minimum: 0 }),
    /** With blank ones. */
    inputLines: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type TakenSoFar = Static<typeof TakenSoFar>;

/** Why `stop` is aborted where the command goes on in its own process, or in the next owner's: what came is flushed, and nothing is summed up. */
const handingOver = Symbol("the command is handed over");

export const stopToHandOver = (stop: AbortController): void => stop.abort(handingOver);
export const isHandedOver = (stop: AbortSignal): boolean => stop.aborted && stop.reason === handingOver;

/** Commands without an end of their own that can go on elsewhere: an owner that ends does not wait for them. */
export const goOnElsewhere: ReadonlySet<string> = new Set(["collect", "follow"]);
/** Those that cannot: they are stopped, and their process says so. */
export const endless: ReadonlySet<string> = new Set(["decide", "mcp"]);
