import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { expect, it } from "vitest";
import { BufferPool } from "./buffer-pool.ts";
import { toTransfer } from "./job.ts";

it("keeps shared buffers where they are, and hands others over", () => {
  const { port1, port2 } = new MessageChannel();
  const shared = new BufferPool({ isShared: true }).take(1024);
  const own = new BufferPool().take(1024);
  port1.postMessage([shared, own], toTransfer([shared, own]));
  const there = receiveMessageOnPort(port2)?.message[0] as ArrayBuffer;
  new Uint8Array(there)[7] = 42;
  expect([shared.byteLength, own.byteLength]).toEqual([1024, 0]);
  expect(new Uint8Array(shared)[7]).toBe(42);
  port1.close();
});

it("shares no buffer that only the garbage collector would free", () => {
  expect(new BufferPool({ isShared: true }).take(64 * 1024 * 1024)).toBeInstanceOf(ArrayBuffer);
});

it("gives buffers of one length, and drops shorter ones that come back", () => {
  const pool = new BufferPool({ minBytes: 1024 });
  const long = pool.take(10);
  expect(long.byteLength).toBe(1024);
  pool.give(new ArrayBuffer(512));
  pool.give(long);
  expect([pool.takeAny(), pool.takeAny()]).toEqual([long, undefined]);
});
