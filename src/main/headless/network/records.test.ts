import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { executions, OpenNetworkDoor } from "./testing/open-network-door.ts";

const door = new OpenNetworkDoor({ recordsBytes: 4 * 1024 * 1024 });
const journal = async (name: string) => (await readFile(join(door.workspace.path, "output", name), "utf8")).trim().split("\n");
const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => `t-${from + i}`);
const comparison =
  '{"comparison_id":"c-1","query":"translate this","candidates":[{"engine_id":"a","output":"x"},{"engine_id":"b","output":"y"}],"winner":{"engine_id":"b","score":0.9}}\n';
const sample =
  '{"sample_id":"s-1","created_at":1670000100,"source_trace_id":"t-123","tier":"gold","input":"hello","output":"hi","validation":{"quality_score":0.95,"validated":true}}\n';

it("takes records of any kinds, and says what became of each line", async () => {
  const body = `${executions(["t-1", "t-2"])}${comparison}\n${sample}{"no":"record"}\n{"broken\n${executions(["t-1"])}`;
  const answer = await door.post("/v1/records", body, { "content-type": "application/x-ndjson" });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    lines: 8,
    accepted: 4,
    duplicates: 1,
    rejected: 2,
    blank: 1,
    reasons: [
      { count: 1, firstLines: [6] },
      { count: 1, firstLines: [7] },
    ],
  });
  expect(await journal("events.jsonl")).toHaveLength(2);
  expect(await journal("comparisons.jsonl")).toEqual([comparison.trim()]);
  expect(await journal("quarantine.jsonl")).toHaveLength(2);
  expect(door.listener.state().endpoints[0]).toMatchObject({ path: "/v1/records", accepted: 4, duplicates: 1, rejected: 2, requests: 1 });
});

it.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)("takes %s, and what was sent before is a duplicate", async (coding, pack) => {
  const from = coding === "gzip" ? 1000 : 2000;
  const packed = pack(Buffer.from(executions(ids(from, 500))));
  const send = async () => (await door.post("/v1/records", packed, { "content-encoding": coding })).json();
  expect(await send()).toMatchObject({ accepted: 500, duplicates: 0 });
  expect(await send()).toMatchObject({ accepted: 0, duplicates: 500 });
});

it("stops a compressed body at the limit of what it unpacks to, and keeps whole lines before", async () => {
  const bombs = [gzipSync(Buffer.alloc(16 * 1024 * 1024, " ")), zstdCompressSync(Buffer.alloc(16 * 1024 * 1024, " "))];
  for (const [i, bomb] of bombs.entries()) {
    expect(bomb.length).toBeLessThan(20_000);
    const answer = await door.post("/v1/records", bomb, { "content-encoding": i === 0 ? "gzip" : "zstd" });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: "over_limit" } });
  }
});

it("ends a body without an end", async () => {
  const one = Buffer.from(executions(ids(0, 500)));
  const status = await new Promise<number>((resolve, reject) => {
    const endless = request(
      { host: "127.0.0.1", port: door.port, path: "/v1/records", method: "POST", headers: { authorization: `Bearer ${door.token}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    const more = (): void => {
      while (!endless.destroyed && endless.write(one));
    };
    endless.on("drain", more);
    endless.on("error", reject);
    more();
  });
  expect(status).toBe(413);
});

it("answers at once where nothing has to be durable", async () => {
  const answer = await door.post("/v1/records?wait=received", executions(ids(3000, 10)));
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ received: 10 });
});

it("two bodies with the same lines at once: each line is there once, and both are answered when it is", async () => {
  const body = executions(ids(4000, 300));
  const send = async () => (await (await door.post("/v1/records", body)).json()) as { accepted: number };
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(300);
  const lines = await journal("events.jsonl");
  expect(lines.filter((line) => /"t-4\d{3}"/.test(line)).length).toBe(300);
});

it("a client that goes away keeps its whole lines and blocks nobody", async () => {
  const gone = request({
    host: "127.0.0.1",
    port: door.port,
    path: "/v1/records",
    method: "POST",
    headers: { authorization: `Bearer ${door.token}`, "content-length": "1000000" },
  });
  gone.on("error", () => {});
  await new Promise<void>((resolve) => gone.write(executions(["t-gone"]), () => resolve()));
  gone.destroy();
  expect(await (await door.post("/v1/records", executions(ids(5000, 1)))).json()).toMatchObject({ accepted: 1 });
});
