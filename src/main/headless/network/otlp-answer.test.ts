import protobuf from "protobufjs/minimal.js";
import { expect, it } from "vitest";
import { encodePartialSuccess, encodeStatus } from "./otlp-answer.ts";

it("writes a partial success as protobuf's own reader has it", () => {
  const outer = protobuf.Reader.create(encodePartialSuccess(300, "über"));
  expect(outer.uint32()).toBe((1 << 3) | 2);
  const inner = protobuf.Reader.create(outer.bytes());
  expect([inner.uint32(), Number(inner.int64()), inner.uint32(), inner.string()]).toEqual([8, 300, 18, "über"]);
  expect(outer.pos).toBe(outer.len);
  expect(encodePartialSuccess(0, "")).toHaveLength(0);
});

it("writes a status", () => {
  const reader = protobuf.Reader.create(encodeStatus(14, "x".repeat(200)));
  expect([reader.uint32(), reader.int32(), reader.uint32(), reader.string()]).toEqual([8, 14, 18, "x".repeat(200)]);
});
