import { createHmac, randomBytes } from "node:crypto";
import { formatSessionToken, proofText } from "../../contract/web-door.ts";
import { hashSecret, isSameSecret } from "./guard.ts";

/** A session without use is forgotten after this long. */
export const sessionLifeMs = 24 * 60 * 60 * 1000;
/** One more takes the place of the one that was used least recently. */
const maxSessions = 50;

/** What is written down of a session: the hash of its secret, never the secret. */
export interface StoredSession {
  readonly id: string;
  /** SHA-256 of the secret, base64url; the key of both proofs. */
  readonly hash: string;
  readonly expiresAtMs: number;
}

/** What a tab answers to the host's challenge. */
export interface TabProof {
  readonly session: string;
  readonly nonce: string;
  readonly proof: string;
}

export interface Admission {
  /** Shows the tab that this host knows its session. */
  readonly proof: string;
  /** What `POST /files` must carry; works while this process lives. */
  readonly uploads: string;
}

interface OpenSession {
  readonly hash: Buffer;
  expiresAtMs: number;
  readonly uploads: string;
}

/** The browser tabs that were let in. Times are Unix milliseconds: they outlive the process. */
export class WebSessions {
  readonly #open = new Map<string, OpenSession>();
  readonly #nowMs: () => number;
  readonly #changed: () => void;

  /** @param changed called when what `stored` answers has changed. */
  constructor(known: readonly StoredSession[], changed: () => void = () => {}, nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
    this.#changed = changed;
    for (const { id, hash, expiresAtMs } of known) {
      // A clock that was set back must not make a session live longer than one that starts now.
      const endMs = Math.min(expiresAtMs, nowMs() + sessionLifeMs);
      this.#open.set(id, { hash: Buffer.from(hash, "base64url"), expiresAtMs: endMs, uploads: newSecret() });
    }
    this.#forgetOld();
  }

  /** Opens a session. @returns the token that goes to the tab and nowhere else. */
  start(): string {
    const token = { id: randomBytes(16).toString("base64url"), secret: newSecret() };
    this.#open.set(token.id, { hash: hashSecret(token.secret), expiresAtMs: this.#nowMs() + sessionLifeMs, uploads: newSecret() });
    this.#forgetOld();
    this.#changed();
    return formatSessionToken(token);
  }

  /** Checks a tab's proof against the challenge it was given. @returns null when it does not know the session's secret. */
  admit(hostNonce: string, { session, nonce, proof }: TabProof): Admission | null {
    this.#forgetOld();
    const open = this.#open.get(session);
    if (open === undefined || !isSameSecret(proof, sign(open.hash, proofText("tab", hostNonce, nonce)))) return null;
    open.expiresAtMs = this.#nowMs() + sessionLifeMs;
    // The one used least recently comes first.
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
