import type { Message } from "../../../contract/index.ts";

/** What takes the place of a name. */
export const block = "█████";

const version = "[\\w.:-]*";
/** Names by which models and their makers tell who they are. The longer form of a name comes first. */
const names: readonly string[] = [
  `chat-?gpt${version}`,
  `gpt-?[2345]${version}`,
  `\\bo[134]-(?:mini|preview|pro)\\b`,
  "open ?ai",
  `claude(?:[- ](?:\\d${version}|opus|sonnet|haiku|instant)(?:[- ]\\d${version})?)*`,
  "anthropic",
  `gemini(?:[- ](?:\\d${version}|pro|flash|ultra|nano))*`,
  `gemma${version}`,
  "google deepmind",
  "deepmind",
  "google ai",
  `palm[- ]?2${version}`,
  `(?:meta )?(?:code)?llama${version}`,
  "meta ai",
  `(?:mistral|mixtral|ministral|codestral)(?: ai)?${version}`,
  `deep-?seek${version}`,
  `qw[eq]n?${version}`,
  "tongyi(?: qianwen)?",
  "alibaba(?: cloud)?",
  "moonshot(?: ai)?",
  `kimi${version}`,
  `chatglm${version}`,
  `glm-\\d${version}`,
  "zhipu(?: ai)?",
  `grok(?:-\\d${version})?`,
  "\\bx\\.?ai\\b",
  `command[- ]r${version}`,
  "cohere",
  `phi-\\d${version}`,
  "(?:microsoft )?copilot",
  `vicuna${version}`,
  `alpaca${version}`,
  `nemotron${version}`,
];

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** Of an engine id, shorter ones would blot out ordinary words. */
const minIdCharacters = 3;

/** Blocks out the names in a text. @param engineIds of the comparison; they go too, wherever they stand as a word. */
export function createMask(engineIds: readonly string[]): (text: string) => string {
  const ids = engineIds.filter((id) => id.length >= minIdCharacters).sort((one, other) => other.length - one.length);
  const all = [...ids.map(literally), ...names].join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${all})(?![\\p{L}\\p{N}_])`, "giu");
  return (text) => text.replace(pattern, block);
}

/**
 * A conversation with only what a reader needs: no names of speakers, no fields that a provider added, and ids of tool calls numbered, because
 * each provider spells them its own way.
 */
export function toSealedMessages(messages: readonly Message[], mask: (text: string) => string): Message[] {
  const ids = new Map<string, string>();
  const toId = (id: unknown) => {
    const text = String(id);
    if (!ids.has(text)) ids.set(text, `call ${ids.size + 1}`);
    return ids.get(text) as string;
  };
  return messages.map((message) => {
    const { role, content, reasoning, tool_call_id: callId, tool_calls: calls } = message as Message & Record<string, unknown>;
    return {
      role,
      ...(content === undefined ? {} : { content: toSealedValue(content, mask) }),
      ...(typeof reasoning === "string" ? { reasoning: mask(reasoning) } : {}),
      ...(callId === undefined ? {} : { tool_call_id: toId(callId) }),
      ...(Array.isArray(calls) ? { tool_calls: calls.map((call) => toSealedCall(call, toId, mask)) } : {}),
    } as Message;
  });
}

function toSealedCall(call: unknown, toId: (id: unknown) => string, mask: (text: string) => string): unknown {
  const { id, type, function: called } = call as { id?: unknown; type?: unknown; function: { name: string; arguments?: unknown } };
  const given = called.arguments === undefined ? {} : { arguments: toSealedValue(called.arguments, mask) };
  return {
    ...(id === undefined ? {} : { id: toId(id) }),
    ...(type === undefined ? {} : { type }),
    function: { name: called.name, ...given },
  };
}

const maxDepth = 20;

function toSealedValue(value: unknown, mask: (text: string) => string, depth = 0): unknown {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null || depth > maxDepth) return typeof value === "object" ? null : value;
  if (Array.isArray(value)) return value.map((one) => toSealedValue(one, mask, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toSealedValue(one, mask, depth + 1)]));
}
