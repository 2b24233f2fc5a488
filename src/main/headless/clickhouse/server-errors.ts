import { AssayError, type ErrorCode } from "../../../contract/index.ts";
import { ServerFailure } from "./client.ts";
import type { ClickHouseAddress } from "./messages.ts";

/** Failures of a server or of the way to it, as errors that say what, where and what to do. None of them holds the password. */

const credentials = "Check the user's name and password: in the address, or in CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.";

/** Numbers of ClickHouse's that have an answer of their own. @see https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const known: Record<number, { code: ErrorCode; fix?: string }> = {
  47: { code: "invalid_argument" },
  60: { code: "not_found", fix: "Name the table with --table, as DATABASE.TABLE if it is in another database." },
  62: { code: "invalid_argument", fix: "Give one statement that reads, without FORMAT." },
  81: { code: "not_found", fix: "Put the name of the database behind the address, as in http://HOST:8123/DATABASE." },
  158: { code: "over_limit", fix: "Ask for less at once: a time range, fewer engines." },
  159: { code: "over_limit", fix: "Ask for less, or allow more time with --timeout." },
  164: { code: "refused", fix: "Only statements that read are sent, and no function that reads files or other servers." },
  192: { code: "permission", fix: credentials },
  193: { code: "permission", fix: credentials },
  194: { code: "permission", fix: credentials },
  241: { code: "over_limit", fix: "Ask for less at once: a time range, fewer engines." },
  307: { code: "over_limit", fix: "Ask for less at once: a time range, fewer engines." },
  394: { code: "cancelled" },
  396: { code: "over_limit", fix: "Ask for less at once: a time range, fewer engines." },
  497: { code: "permission", fix: "Ask whoever runs the server for the right to read this table." },
  516: { code: "permission", fix: credentials },
};

const unreachable: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the host's name cannot be looked up just now",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "it does not answer",
};

/** @param thrown anything; an AssayError is passed on, with the place. */
export function toClickHouseError(thrown: unknown, { url, password }: ClickHouseAddress): AssayError {
  const clean = (text: string) => (password.length < 3 ? text : text.replaceAll(password, "***"));
  const at = (code: ErrorCode, message: string, fix?: string) =>
    new AssayError(code, clean(message), { where: url, ...(fix === undefined ? {} : { fix: clean(fix) }) });
  if (thrown instanceof AssayError) return at(thrown.code, thrown.message, thrown.fix);
  if (thrown instanceof ServerFailure) {
    const { code = "io", fix } = known[thrown.code] ?? {};
    return at(code, `ClickHouse at ${url} says: ${sentence(thrown.message)} (code ${thrown.code})`, fix);
  }
  const { code = "", message = String(thrown) } = thrown as { code?: string; message?: string };
  if (Object.hasOwn(unreachable, code))
    return at(
      "io",
      `ClickHouse at ${url} cannot be reached: ${unreachable[code]}.`,
      "Check the address and that the server runs; HTTP is on port 8123 there, HTTPS on 8443.",
    );
  if (/^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO)/.test(code))
    return at(
      "io",
      `No safe connection to ${url}: ${sentence(message)}`,
      "Check the server's certificate, and whether the port speaks HTTPS.",
    );
  if (/^timeout error/i.test(message))
    return at("io", `ClickHouse at ${url} was silent for too long, and was not waited for.`, "Check the address, or ask for less at once.");
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || /aborted|socket hang up|premature close/i.test(message))
    return at(
      "io",
      `The connection to ${url} ended in the middle of the answer.`,
      "Run the command again; what was taken is kept, and is not taken twice.",
    );
  if (message.trim() === "" || /<html|<!doctype|redirect|moved/i.test(message))
    return at(
      "io",
      `What answers at ${url} is no ClickHouse, or leads elsewhere, which is not followed.`,
      "Give the address of the server itself.",
    );
  return at(
    "io",
    `ClickHouse at ${url} cannot be asked: ${sentence(message.slice(0, 300))}`,
    "Check that the address is that of ClickHouse's HTTP interface.",
  );
}

const sentence = (text: string) => {
  const line = text.trim().replaceAll(/\s+/g, " ").slice(0, 2000);
  return /[.!?]$/.test(line) ? line : `${line}.`;
};
