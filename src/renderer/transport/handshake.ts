import { proofText, type SessionToken } from "../../contract/web-door.ts";

/** The tab's side of web-door.ts: what the host says before it has admitted a socket, and what the tab answers. */
export type HandshakeMessage = { challenge: string } | { admitted: { proof: string; uploads: string } };

/** Reads one message of the host; undefined when it is not part of the handshake. */
export function readHandshake(text: string): HandshakeMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== "object" || message === null) return undefined;
  const { challenge, admitted } = message as { challenge?: unknown; admitted?: { proof?: unknown; uploads?: unknown } | null };
  if (typeof challenge === "string") return { challenge };
  if (typeof admitted !== "object" || admitted === null) return undefined;
  const { proof, uploads } = admitted;
  return typeof proof === "string" && typeof uploads === "string" ? { admitted: { proof, uploads } } : undefined;
}

/** @returns what to send, and the proof that a host which knows the session answers with. */
export async function answerChallenge(
  token: SessionToken,
  challenge: string,
): Promise<{ answer: { session: string; nonce: string; proof: string }; hostProof: string }> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const [proof, hostProof] = await Promise.all([
    sign(token.secret, proofText("tab", challenge, nonce)),
    sign(token.secret, proofText("host", challenge, nonce)),
  ]);
  return { answer: { session: token.id, nonce, proof }, hostProof };
}

/** HMAC-SHA-256 with SHA-256(secret) as its key: the host keeps that hash and never the secret. */
async function sign(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const hash = await crypto.subtle.digest("SHA-256", encoder.encode(secret));
  const key = await crypto.subtle.importKey("raw", hash, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
