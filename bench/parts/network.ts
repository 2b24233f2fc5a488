import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { generated } from "../lib/generate.ts";
import { type Host, startHost } from "../lib/host.ts";
import { type Delay, toRow } from "../lib/loop-watch.ts";
import type { Context, Part } from "../lib/part.ts";
import { inFolder } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { spanBodies } from "../lib/span-bodies.ts";
import { grouped } from "../lib/words.ts";

const bodyBytes = 1024 * 1024;
const connections = 4;
const spansABody = 512;

/** The network door, with a page open: records and spans of several clients at once, each body answered when it is on disk. */
export const networkPart: Part = async ({ lines, runs, folder }: Context) => ({
  rows: [
    ...(await measureRows("network door: records", () =>
      measure({ what: "records", items: Math.min(lines, 500_000), runs, folder, budget: 100_000, open: recordBodies }),
    )),
    ...(await measureRows("network door: spans", () =>
      measure({
        what: "spans",
        items: Math.min(lines, 200_000),
        runs,
        folder,
        budget: 20_000,
        open: async (spans) => spanBodies(spans, spansABody),
      }),
    )),
  ],
});

interface Measured {
  what: "records" | "spans";
  items: number;
  runs: number;
  folder: string;
  /** Items a second. */
  budget: number;
  open(items: number): Promise<Uint8Array[]>;
}

const endpoints = {
  records: { path: "/v1/records", type: "application/x-ndjson", how: "NDJSON, bodies of 1 MB" },
  spans: { path: "/v1/traces", type: "application/x-protobuf", how: `OTLP protobuf, ${spansABody} a request` },
} as const;

async function measure({ what, items, runs, folder, budget, open }: Measured): Promise<Row[]> {
  const bodies = await open(items);
  const { path, type, how } = endpoints[what];
  const rates: number[] = [];
  const delays: Delay[] = [];
  for (let i = 0; i < runs; i++)
    await inFolder(async (own) => {
      const host = await startHost(join(own, "w"), join(folder, "home"), ["--ingest"]);
      try {
        // Threads and modules start with the first request.
        await send(host, path, type, [bodies[0] as Uint8Array]);
        let seconds = 0;
        delays.push(
          ...(await host.loop.during(async () => {
            const from = performance.now();
            await send(host, path, type, bodies.slice(1));
            seconds = (performance.now() - from) / 1000;
          })),
        );
        rates.push((items * (1 - 1 / bodies.length)) / seconds);
      } finally {
        await host.stop();
      }
    });
  const work = `network door: ${grouped(items)} ${what}, ${how}, ${connections} connections, durable`;
  return [
    { work, unit: `${what}/s`, assay: computeFigures(rates), budget: { atLeast: budget }, note: "the client on the same cores" },
    toRow(`event loop: the same ${what}`, delays),
  ];
}

async function recordBodies(lines: number): Promise<Uint8Array[]> {
  const bodies: Uint8Array[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(await generated("executions", lines), { highWaterMark: bodyBytes })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(10) + 1;
    bodies.push(bytes.subarray(0, end));
    rest = Buffer.from(bytes.subarray(end));
  }
  if (rest.length > 0) bodies.push(rest);
  return bodies;
}

/** Posts all of them over a few connections. @throws when one is not answered 200. */
async function send({ ingest }: Host, path: string, type: string, bodies: readonly Uint8Array[]): Promise<void> {
  if (ingest === undefined) throw new Error("the network door is not open");
  const token = (await readFile(ingest.tokenFile, "utf8")).trim();
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${token}`, "content-type": type };
  const waiting = [...bodies];
  const post = (body: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(
        `${ingest.url}${path}`,
        { method: "POST", agent, headers: { ...headers, "content-length": body.length } },
        (answer) => {
          answer.resume().on("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`))));
        },
      );
      sent.on("error", reject).end(body);
    });
  const client = async () => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) await post(body);
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
}
