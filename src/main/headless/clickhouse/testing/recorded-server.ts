import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server that answers as ClickHouse's engine 26.9 did, byte for byte: recorded.json is written by `npm run clickhouse-python -- --record`. What has to fail
 * is said by `fail`.
 */

export type Recording = "readonly" | "describe" | "engines" | "spans" | "values" | "noTable" | "late" | "wrongPassword";

interface RecordedAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The connection was closed without the end of the answer. */
  isBroken: boolean;
}

export const recorded: Record<Recording, RecordedAnswer> = JSON.parse(readFileSync(new URL("recorded.json", import.meta.url), "utf8"));

export interface Asked {
  url: URL;
  sql: string;
  authorization: string;
}

const rules: [RegExp, Recording][] = [
  [/getSetting\('readonly'\)/, "readonly"],
  [/DESCRIBE TABLE `nope`/, "noTable"],
  [/DESCRIBE TABLE/, "describe"],
  [/AS traceId/, "spans"],
  [/GROUP BY engine_id/, "engines"],
  [/throwIf/, "late"],
  [/values/, "values"],
];

export class RecordedServer {
  readonly asked: Asked[] = [];
  /** Answers by itself where it returns true. */
  fail: (asked: Asked, response: ServerResponse) => boolean = () => false;
  #server: Server | null = null;

  async listen(): Promise<string> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let sql = "";
    for await (const chunk of request) sql += chunk;
    const asked = { url: new URL(request.url ?? "/", "http://server"), sql, authorization: request.headers.authorization ?? "" };
    this.asked.push(asked);
    if (this.fail(asked, response)) return;
    const [, name = "values"] = rules.find(([pattern]) => pattern.test(sql)) ?? [];
    this.send(response, name);
  }

  send(response: ServerResponse, name: Recording): void {
    const { status, headers, body, isBroken } = recorded[name];
    response.writeHead(status, headers);
    if (!isBroken) response.end(body);
    else response.write(body, () => response.destroy());
  }
}
