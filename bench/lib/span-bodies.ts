import protobuf from "protobufjs/minimal.js";
import { makeText, seeded } from "./random.ts";

const { Writer } = protobuf;

/** Requests of OTLP in protobuf, as an exporter sends them: calls of models of about 1 kB, each in a span of an agent, which is no call. */
export function spanBodies(spans: number, spansABody: number): Uint8Array[] {
  const random = seeded(7);
  const bodies: Uint8Array[] = [];
  for (let sent = 0; sent < spans; sent += spansABody) {
    const scope = Writer.create();
    for (let i = sent; i < Math.min(spans, sent + spansABody); i++)
      scope.uint32(18).bytes(i % 2 === 0 ? makeCall(random, i) : makeSpan(i, "invoke_agent", [["gen_ai.operation.name", "invoke_agent"]]));
    const resource = Writer.create().uint32(18).bytes(scope.finish()).finish();
    bodies.push(Writer.create().uint32(10).bytes(resource).finish());
  }
  return bodies;
}

const turn = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);

const makeCall = (random: () => number, i: number): Uint8Array =>
  makeSpan(i, "chat gpt", [
    ["gen_ai.operation.name", "chat"],
    ["gen_ai.provider.name", "openai"],
    ["gen_ai.request.model", `model-${i % 8}`],
    ["gen_ai.response.model", `model-${i % 8}-2026`],
    ["gen_ai.response.id", `chatcmpl-${i}`],
    ["server.address", "api.example.com"],
    ["gen_ai.input.messages", turn("user", makeText(random, 55))],
    ["gen_ai.output.messages", turn("assistant", makeText(random, 70))],
    ["gen_ai.usage.input_tokens", 1000 + (i % 100)],
    ["gen_ai.usage.output_tokens", 100 + (i % 100)],
  ]);

/** The call is the child of the agent's span behind it. */
function makeSpan(i: number, name: string, attributes: readonly [string, string | number][]): Uint8Array {
  const id = (of: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(of + 1, 4);
    return bytes;
  };
  const span = Writer.create().uint32(10).bytes(Buffer.alloc(16, 1)).uint32(18).bytes(id(i));
  if (i % 2 === 0) span.uint32(34).bytes(id(i + 1));
  span.uint32(42).string(name).uint32(48).int32(3);
  span.uint32(57).fixed64(startNanos(i)).uint32(65).fixed64(startNanos(i, 1_500_000_000));
  for (const [key, value] of attributes) {
    const any = typeof value === "string" ? Writer.create().uint32(10).string(value) : Writer.create().uint32(24).int64(value);
    span.uint32(74).bytes(Writer.create().uint32(10).string(key).uint32(18).bytes(any.finish()).finish());
  }
  return span.finish();
}

const startNanos = (i: number, after = 0) => String(1_787_297_955_000_000_000n + BigInt(i) * 1_000_000n + BigInt(after));
