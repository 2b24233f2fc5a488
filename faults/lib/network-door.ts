import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Running, StartOptions } from "./assay.ts";
import type { FaultContext } from "./fault.ts";

/** An owner with its network door open. */
export interface Door {
  running: Running;
  /** @returns null when the owner ended first. */
  post(path: string, body: string, type: string): Promise<Response | null>;
}

export async function openDoor({ assay, random }: FaultContext, workspace: string, options: StartOptions = {}): Promise<Door> {
  const running = assay.start(["serve", "--workspace", workspace, "--no-open", "--json", "--ingest"], options);
  if (!(await running.until(() => running.lines.length > 0, 40_000))) throw new Error(`assay serve did not start: ${running.stderr()}`);
  const { ingest } = JSON.parse(running.lines[0] ?? "") as { ingest: { url: string; tokenFile: string } };
  const token = (await readFile(ingest.tokenFile, "utf8")).trim();
  return {
    running,
    post: async (path, text, type) => {
      const isPacked = random.chance(0.3);
      const headers = { authorization: `Bearer ${token}`, "content-type": type, ...(isPacked && { "content-encoding": "gzip" }) };
      const body = isPacked ? gzipSync(text) : text;
      return fetch(`${ingest.url}${path}`, { method: "POST", headers, body }).catch(() => null);
    },
  };
}

/** A call of a model, as OTLP JSON. */
export const makeSpan = (spanId: string) => ({
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId,
  name: "chat",
  startTimeUnixNano: "1787297955670900503",
  endTimeUnixNano: "1787297955671900503",
  attributes: [
    { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
    { key: "gen_ai.request.model", value: { stringValue: "m" } },
    {
      key: "gen_ai.output.messages",
      value: { stringValue: JSON.stringify([{ role: "assistant", parts: [{ type: "text", content: "x".repeat(800) }] }]) },
    },
  ],
});
