import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freeName, nameKey, safeName } from "./safe-name.ts";

describe("a file-safe name", () => {
  it.each([
    ["model.gguf", "model.gguf"],
    ["Modèle 7B (v2).onnx", "Modèle 7B (v2).onnx"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system32\\x.dll", "x.dll"],
    ["a/", "model"],
    ["..", "model"],
    ["", "model"],
    [".hidden", "hidden"],
    [" . .x.bin. ", "x.bin"],
    ["a\0b\nc\u202egnp.exe", "abcgnp.exe"],
    ['<>:"|?*.bin', "_______.bin"],
    ["CON", "_CON"],
    ["nul.gguf", "_nul.gguf"],
    ["com1.tar.gz", "_com1.tar.gz"],
    ["Console.bin", "Console.bin"],
    ["models.json", "_models.json"],
    ["MODELS.JSON.damaged-1", "_MODELS.JSON.damaged-1"],
    ["\ud800.bin", "\ufffd.bin"],
    ["e\u0301.bin", "\u00e9.bin"],
  ])("%j → %j", (given, safe) => {
    expect(safeName(given)).toBe(safe);
  });

  it("is cut to 200 bytes between characters, keeping its extension", () => {
    const name = safeName(`${"漢".repeat(500)}.safetensors`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^漢+\.safetensors$/);
  });

  it("is safe and idempotent for any input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 300 })), (given) => {
        const name = safeName(given);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(name).toMatch(/^[^./\\][^/\\\0\n]*$|^[^./\\]$/u);
        expect(name).not.toMatch(/[. ]$/);
        expect(safeName(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it("gets a number when taken, before its extension and within 200 bytes", () => {
    const taken = new Set(["a.gguf", "a (2).gguf"].map(nameKey));
    const isTaken = (name: string) => taken.has(nameKey(name));
    expect(freeName("a.gguf", isTaken)).toBe("a (3).gguf");
    expect(freeName("A.GGUF", isTaken)).toBe("A (3).GGUF");
    expect(freeName("b", isTaken)).toBe("b");
    const long = safeName(`${"x".repeat(300)}.bin`);
    const next = freeName(long, (name) => name === long);
    expect(next).toMatch(/^x+ \(2\)\.bin$/);
    expect(Buffer.byteLength(next)).toBeLessThanOrEqual(200);
  });
});
