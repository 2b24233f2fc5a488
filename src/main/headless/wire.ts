/** A client's messages on the socket. */
export type ClientMessage =
  | { type: "call"; id: number; name: string; input: unknown }
  | { type: "abort"; id: number }
  | { type: "visible"; visible: boolean };

/** Parses one text frame; null if it is not a message of the protocol. */
export function readMessage(text: string): ClientMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) return null;
  const keys = Object.keys(message).sort().join(" ");
  const { id, call, input, abort, visible } = message as Record<string, unknown>;
  if (keys === "call id input" && isId(id) && typeof call === "string") return { type: "call", id, name: call, input };
  if (keys === "abort" && isId(abort)) return { type: "abort", id: abort };
  if (keys === "visible" && typeof visible === "boolean") return { type: "visible", visible };
  return null;
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
