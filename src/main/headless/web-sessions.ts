import { createHmac, randomBytes } from "node:crypto";
import { formatSessionToken, proofText } from "../../contract/web-door.ts";
import { hashSecret, isSameSecret } from "./guard.ts";

/** An unused session expires after this time. */
export const sessionLifeMs = 24 * 60 * 60 * 1000;
/** One more replaces the least recently used. */
const maxSessions = 50;

/** The stored part of a session: the hash of its secret, never the secret. */
export interface StoredSession {
  readonly id: string;
  /** SHA-256 of the secret in base64url; the key of both proofs. */
  readonly hash: string;
  readonly expiresAtMs: number;
}

/** A tab's answer to the host's challenge. */
export interface TabProof {
  readonly session: string;
  readonly nonce: string;
  readonly proof: string;
}

export interface Admission {
  /** Proves to the tab that this host knows its session. */
  readonly proof: string;
  /** Required by `POST /files`; valid while this process lives. */
  readonly uploads: string;
}

interface OpenSession {
  readonly hash: Buffer;
  expiresAtMs: number;
  readonly uploads: string;
}

/** Sessions of admitted tabs. Times are Unix milliseconds, since sessions outlive the process. */
export class WebSessions {
  readonly #open = new Map<string, OpenSession>();
  readonly #nowMs: () => number;
  readonly #changed: () => void;

  /** @param changed called when `stored` has changed. */
  constructor(known: readonly StoredSession[], changed: () => void = () => {}, nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
    this.#changed = changed;
    for (const { id, hash, expiresAtMs } of known) {
      // A clock that was set back must not extend a session beyond the life of a new one.
      const endMs = Math.min(expiresAtMs, nowMs() + sessionLifeMs);
      this.#open.set(id, { hash: Buffer.from(hash, "base64url"), expiresAtMs: endMs, uploads: newSecret() });
    }
    this.#forgetOld();
  }

  /** Opens a session. @returns the token, for the tab only. */
  start(): string {
    const token = { id: randomBytes(16).toString("base64url"), secret: newSecret() };
    this.#open.set(token.id, { hash: hashSecret(token.secret), expiresAtMs: this.#nowMs() + sessionLifeMs, uploads: newSecret() });
    this.#forgetOld();
    this.#changed();
    return formatSessionToken(token);
  }

  /** Checks a tab's proof for a challenge. @returns null if the tab does not know the session's secret. */
  admit(hostNonce: string, { session, nonce, proof }: TabProof): Admission | null {
    this.#forgetOld();
    const open = this.#open.get(session);
    if (open === undefined || !isSameSecret(proof, sign(open.hash, proofText("tab", hostNonce, nonce)))) return null;
    open.expiresAtMs = this.#nowMs() + sessionLifeMs;
    // Keep the least recently used first.
    this.#open.delete(session);
    this.#open.set(session, open);
    this.#changed();
    return { proof: sign(open.hash, proofText("host", hostNonce, nonce)), uploads: open.uploads };
  }

  /** Whether this is the upload ticket of any session. */
  isUploadTicket(given: string | undefined): boolean {
    this.#forgetOld();
    let found = false;
    for (const { uploads } of this.#open.values()) if (isSameSecret(given, uploads)) found = true;
    return found;
  }

  stored(): StoredSession[] {
    return [...this.#open].map(([id, { hash, expiresAtMs }]) => ({ id, hash: hash.toString("base64url"), expiresAtMs }));
  }

  #forgetOld(): void {
    for (const [id, { expiresAtMs }] of this.#open) {
      if (expiresAtMs <= this.#nowMs() || this.#open.size > maxSessions) this.#open.delete(id);
    }
  }
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function sign(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}
