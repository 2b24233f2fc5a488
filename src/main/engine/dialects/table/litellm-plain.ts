import { isObject } from "../../base/json-value.ts";
import type { Path, PlainUse, PlainUses } from "../plain-uses.ts";
import { readBoolean, readText } from "../values.ts";

const at = (name: string): Path => [name];

/**
 * What the record of a call is made of, with one question and one answer as texts, or with none kept: as `map` in litellm.ts has it, which a property
 * test compares. Anything else is null.
 */
export function readPlainUses(row: Record<string, unknown>): PlainUses | null {
  if (readText(row.status) === undefined || typeof row.call_type !== "string" || /embedding|rerank|moderation/.test(row.call_type))
    return null;
  const [id, task, engine] = [
    firstSaid(row, "request_id", "id"),
    firstSaid(row, "session_id", "trace_id"),
    firstSaid(row, "model_group", "model"),
  ];
  if (id === null || engine === null) return null;
  const texts = readTextUses(row);
  if (texts === null) return null;
  const uses: PlainUse[] = [
    { to: ["trace_id"], from: id, as: "id" },
    { to: ["source", "id"], from: id, as: "name" },
    { to: ["engine_id"], from: engine, as: "id" },
    { to: ["timestamp"], from: at("startTime"), as: "seconds" },
    { to: ["metrics", "latency_ms"], from: at("startTime"), until: at("endTime"), as: "ms" },
    { to: ["metrics", "input_tokens"], from: at("prompt_tokens"), as: "count" },
    { to: ["metrics", "output_tokens"], from: at("completion_tokens"), as: "count" },
    ...texts.uses,
  ];
  if (task !== null) uses.push({ to: ["task_id"], from: task, as: "id" });
  if (readText(row.model_id) !== undefined) uses.push({ to: ["engine_instance_id"], from: at("model_id"), as: "name" });
  const cost = row.response_cost ?? null;
  if (cost !== null || (row.spend ?? null) !== null)
    uses.push({ to: ["metrics", "cost_usd"], from: at(cost === null ? "spend" : "response_cost"), as: "number" });
  const ignored = (row.status === "success" ? ["request_duration_ms", "error_information", "error_str"] : ["request_duration_ms"]).map(at);
  if (readBoolean(row.stream) === false) ignored.push(at("completionStartTime"));
  else if ((row.completionStartTime ?? null) !== null)
    uses.push({ to: ["metrics", "ttft_ms"], from: at("startTime"), until: at("completionStartTime"), as: "ms" });
  if (cost !== null) ignored.push(at("spend"));
  // The first of several that says something is taken: what comes behind it is not looked at.
  for (const [taken, other] of [
    [id, "id"],
    [task, "trace_id"],
    [engine, "model"],
  ] as const)
    if (taken !== null && taken[0] !== other) ignored.push(at(other));
  return {
    uses,
    counted: row.total_tokens === undefined || row.total_tokens === null ? [] : [at("total_tokens")],
    ignored: [...ignored, ...texts.ignored],
  };
}

function firstSaid(row: Record<string, unknown>, ...names: readonly string[]): Path | null {
  const name = names.find((one) => readText(row[one]) !== undefined);
  return name === undefined || typeof row[name] !== "string" ? null : [name];
}

const keptNothing = (value: unknown) => value === "{}" || value === "[]" || value === "" || value === null || value === undefined;

/** Where the texts are; null where they are not plainly a question and its answer. */
function readTextUses({ messages, response, proxy_server_request }: Record<string, unknown>): Pick<PlainUses, "uses" | "ignored"> | null {
  if (keptNothing(messages) && keptNothing(response)) return keptNothing(proxy_server_request) ? { uses: [], ignored: [] } : null;
  const [question, ...more] = Array.isArray(messages) ? messages : [];
  if (more.length > 0 || !isTurn(question, "user") || !isObject(response) || !Array.isArray(response.choices)) return null;
  const [choice] = response.choices;
  if (!isObject(choice) || choice.text !== undefined || !isTurn(choice.message, "assistant")) return null;
  const [asked, answered]: [Path, Path] = [
    ["messages", 0, "content"],
    ["response", "choices", 0, "message", "content"],
  ];
  return {
    uses: [
      { to: ["input"], from: asked, as: "text" },
      { to: ["messages", 0, "content"], from: asked, as: "text" },
      { to: ["output"], from: answered, as: "text" },
      { to: ["messages", 1, "content"], from: answered, as: "text" },
    ],
    ignored: [
      ["proxy_server_request"],
      ...["id", "created", "model", "object", "system_fingerprint", "service_tier"].map((name): Path => ["response", name]),
      ...["finish_reason", "index", "logprobs"].map((name): Path => ["response", "choices", 0, name]),
      ...["prompt_tokens", "completion_tokens", "total_tokens"].map((name): Path => ["response", "usage", name]),
    ],
  };
}

/** Members of a message that may be there with nothing in them. */
const isTurn = (message: unknown, role: string): boolean =>
  isObject(message) &&
  message.role === role &&
  typeof message.content === "string" &&
  message.content !== "" &&
  Object.entries(message).every(([name, value]) => name === "role" || name === "content" || value === null);
