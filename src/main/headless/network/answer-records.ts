import type { IncomingMessage, ServerResponse } from "node:http";
import type { TakenLines } from "../../engine/index.ts";
import { answerJson, cutOffRest } from "../answer-json.ts";
import { type Body, openBody, readCoding, refuseTooLong } from "./body.ts";
import { estimateMemory } from "./budget.ts";
import { notNow, Refusal, tooManyBodies, toRefusal } from "./refusal.ts";
import type { Serving } from "./serving.ts";

const path = "/v1/records";
/** curl sends the last one when nothing is said. */
const types = /^(application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json|octet-stream|x-www-form-urlencoded)|text\/plain)$/;

/**
 * `POST /v1/records`: lines of any kinds. Answered when they are fsynced, with what became of them; with `?wait=received` as soon as they have
 * arrived, which promises nothing.
 * @param signal ends it: whole lines that had arrived are kept.
 * @throws Refusal before anything of the body is read.
 */
export async function answerRecords(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  signal: AbortSignal,
): Promise<void> {
  const counters = serving.counters[path];
  const type = (request.headers["content-type"] ?? "text/plain").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!types.test(type))
    throw new Refusal(
      415,
      `Content-Type ${JSON.stringify(type.slice(0, 80))} is not read here.`,
      "Send application/x-ndjson, one record a line; spans go to /v1/traces.",
    );
  const coding = readCoding(request);
  refuseTooLong(request, serving.limits.recordsBytes);
  const wait = readWait(request.url ?? "");
  const workspace = serving.intake.workspace();
  const release = serving.budget.take(estimateMemory(request, coding === "identity" ? 4 : 40, maxHeldBytes));
  if (release === null) throw tooManyBodies();
  let body: Body | undefined;
  try {
    body = openBody(request, coding, serving.limits.recordsBytes, serving.limits);
    if (expectsContinue) response.writeContinue();
    const taken = await workspace.takeLines(body.bytes, {
      signal,
      onReceived: (lines) => wait === "received" && answerJson(response, 202, { received: lines }),
    });
    counters.bytes += body.readBytes;
    counters.take(taken);
    if (response.headersSent) {
      // Answered already, without a promise: Live still says that lines were not kept.
      if (taken.failure !== null) counters.fail(toRefusal(taken.failure).status);
      return;
    }
    answer(taken, signal.aborted, response, (status) => counters.fail(status));
  } finally {
    body?.close();
    release();
    cutOffRest(request);
  }
}

function answer({ failure, ...counts }: TakenLines, wasStopped: boolean, response: ServerResponse, onFail: (status: number) => void): void {
  if (failure === null && !wasStopped) {
    answerJson(response, 200, counts);
    return;
  }
  const { status, headers, error } = toRefusal(failure ?? notNow());
  onFail(status);
  // What is counted is kept: sent again, those lines are duplicates.
  answerJson(response, status, { error: error.toValue(), ...counts }, { ...headers, Connection: "close" });
}

/** @throws Refusal 400. */
function readWait(target: string): "durable" | "received" {
  const wait = new URL(target, "http://127.0.0.1").searchParams.get("wait") ?? "durable";
  if (wait === "durable" || wait === "received") return wait;
  throw new Refusal(400, `wait=${wait.slice(0, 40)} is not known.`, "Write wait=durable or wait=received.");
}

/** What is read ahead, inspected and written at the same time, of a body of any length: lines, their rows for the index, and what waits for the disk. */
const maxHeldBytes = 32 * 1024 ** 2;
