import { AssayError, type ErrorCode } from "../../../contract/index.ts";

/** A request that is answered with this status, and why. */
export class Refusal extends AssayError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, fix: string, headers: Readonly<Record<string, string>> = {}) {
    super(codeOf[status] ?? "refused", message, { fix });
    this.status = status;
    this.headers = headers;
  }
}

const codeOf: Record<number, ErrorCode> = {
  400: "invalid_argument",
  404: "not_found",
  408: "cancelled",
  413: "over_limit",
  415: "unrecognised",
  429: "unavailable",
  503: "unavailable",
};

/** Seconds until a client should try again. */
const retrySoon = { "Retry-After": "1" };
const retryLater = { "Retry-After": "10" };

export const tooManyBodies = () => new Refusal(429, "More is arriving than can be written.", "Send this again in a second.", retrySoon);

export const notNow = () => new Refusal(503, "The workspace is being closed or changed.", "Send this again in a second.", retrySoon);

/** How a failure is answered. What a client can mend by sending again later says so with Retry-After. */
export function toRefusal(thrown: unknown): { status: number; headers: Readonly<Record<string, string>>; error: AssayError } {
  if (thrown instanceof Refusal) return { status: thrown.status, headers: thrown.headers, error: thrown };
  if (!(thrown instanceof AssayError))
    return {
      status: 500,
      headers: {},
      error: new AssayError("bug", "Assay could not take this.", { fix: "See the newest file of .assay/log." }),
    };
  switch (thrown.code) {
    case "refused":
    case "damaged":
    case "unrecognised":
    case "invalid_argument":
      return { status: 400, headers: {}, error: thrown };
    case "over_limit":
      return { status: 413, headers: {}, error: thrown };
    case "disabled":
      return { status: 409, headers: {}, error: thrown };
    case "bug":
      return { status: 500, headers: {}, error: thrown };
    case "unavailable":
    case "cancelled":
      return { status: 503, headers: retrySoon, error: thrown };
    default:
      return { status: 503, headers: retryLater, error: thrown };
  }
}
