import { ClickHouseError, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { ClickHouseAddress } from "./messages.ts";

/** The one file that knows @clickhouse/client. Only the process of clickhouse-process.ts loads it. */

export type Settings = Record<string, string | number>;

export interface ClickHouseConnection {
  /**
   * Sends one statement, and resolves with the bytes of its answer once they begin. An answer that is a redirect is a failure: it is not followed.
   * @param sql with its FORMAT.
   * @throws ServerFailure what the server says; else Node's error of the connection.
   */
  send(
    sql: string,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<{ bytes: AsyncIterable<Uint8Array>; exceptionTag: string | undefined }>;
  close(): Promise<void>;
}

/** An exception of the server's, with its number. @see https://clickhouse.com/docs/native-protocol/server#exception */
export class ServerFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** @param idleTimeoutMs how long the connection may be silent. */
export function connect({ url, database, username, password }: ClickHouseAddress, idleTimeoutMs: number): ClickHouseConnection {
  const client = createClient({
    url,
    database,
    username,
    password,
    application: "assay",
    request_timeout: idleTimeoutMs,
    keep_alive: { enabled: false },
    compression: { request: false, response: false },
    // Its messages could hold what was asked, and go to the console.
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    async send(sql, settings, signal) {
      try {
        const { stream, response_headers } = await client.exec({ query: sql, clickhouse_settings: settings, abort_signal: signal });
        signal.addEventListener("abort", () => stream.destroy(), { once: true });
        const tag = response_headers["x-clickhouse-exception-tag"];
        return { bytes: stream as AsyncIterable<Uint8Array>, exceptionTag: typeof tag === "string" ? tag : undefined };
      } catch (thrown) {
        throw thrown instanceof ClickHouseError ? new ServerFailure(Number(thrown.code), thrown.message.trim()) : thrown;
      }
    },
    close: () => client.close(),
  };
}
