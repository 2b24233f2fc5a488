import { randomBytes } from "node:crypto";
import { unknownSessionCloseCode } from "../../contract/web-door.ts";
import type { Log } from "../engine/index.ts";
import type { Admission, TabProof, WebSessions } from "./web-sessions.ts";
import type { Socket } from "./ws.ts";

export interface AdmissionOptions {
  sessions: WebSessions;
  /** Time limit for a socket to prove its session. */
  admissionMs: number;
  refusals: Log;
  /** Called once the tab has proved its session, before it gets the answer. */
  admitted: () => void;
}

/**
 * Challenges a new socket to prove its session, and admits or closes it; any other message closes it with 4401. The proof is small:
 * `serve.ts` drops the connection if more bytes come before admission.
 */
export function askForSession(socket: Socket, { sessions, admissionMs, refusals, admitted }: AdmissionOptions): void {
  const challenge = randomBytes(32).toString("base64url");
  let isDecided = false;
  const refuse = (why: string) => {
    if (isDecided) return;
    isDecided = true;
    clearTimeout(tooLate);
    refusals("warn", "socket_refused", { why });
    socket.close(unknownSessionCloseCode, "unknown session");
  };
  const tooLate = setTimeout(() => refuse("too_late"), admissionMs);
  socket.onClose(() => {
    isDecided = true;
    clearTimeout(tooLate);
  });
  socket.onBinary(() => refuse("malformed_proof"));
  socket.onText((text) => {
    if (isDecided) return;
    const proof = readProof(text);
    if (proof === null) return refuse("malformed_proof");
    const admission = sessions.admit(challenge, proof);
    if (admission === null) return refuse("unknown_session");
    isDecided = true;
    clearTimeout(tooLate);
    socket.send(JSON.stringify({ admitted: admission satisfies Admission }));
    admitted();
  });
  socket.send(JSON.stringify({ challenge }));
}

/** Parses a tab's answer to the challenge; null if it is anything else. */
function readProof(text: string): TabProof | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null || Object.keys(message).sort().join(" ") !== "nonce proof session") return null;
  const { session, nonce, proof } = message as Record<string, unknown>;
  if (typeof session !== "string" || typeof nonce !== "string" || typeof proof !== "string") return null;
  return nonce.length >= 16 ? { session, nonce, proof } : null;
}
