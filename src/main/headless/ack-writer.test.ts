import { expect, it } from "vitest";
import type { Receipt } from "../engine/index.ts";
import { AckWriter } from "./ack-writer.ts";

const receipt = (durable: Promise<void>, status: Receipt["status"] = "accepted"): Receipt => ({ status, findings: [], durable });

it("acknowledges a group only when all of it and everything before it is durable", async () => {
  const written: string[] = [];
  const acks = new AckWriter({
    write: async (text) => {
      written.push(String(text));
    },
    note: () => {},
    progress: () => {},
  });
  const [first, refused, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  acks.expect([receipt(first.promise), receipt(refused.promise, "quarantined")]);
  acks.expect([receipt(second.promise)]);
  second.resolve();
  first.resolve();
  await second.promise;
  expect(written).toEqual([]);
  refused.resolve();
  await acks.finish();
  expect(written).toEqual(['{"durable":3}\n']);
});

it("never acknowledges what could not be written", async () => {
  const written: string[] = [];
  const acks = new AckWriter({
    write: async (text) => {
      written.push(String(text));
    },
    note: () => {},
    progress: () => {},
  });
  acks.expect([receipt(Promise.resolve())]);
  acks.expect([receipt(Promise.reject(new Error("disk full")))]);
  acks.expect([receipt(Promise.resolve())]);
  await acks.finish();
  expect(written).toEqual(['{"durable":1}\n']);
});
