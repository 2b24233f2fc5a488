import type { ServerResponse } from "node:http";
import { answerJson } from "../answer-json.ts";
import { toRefusal } from "./refusal.ts";

/** Answers a request that failed, unless its answer has begun. @returns the status. */
export function answerRefusal(response: ServerResponse, thrown: unknown): number {
  const { status, headers, error } = toRefusal(thrown);
  if (response.headersSent) response.destroy();
  else answerJson(response, status, { error: error.toValue() }, headers);
  return status;
}
