import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { LineSplitter } from "../lines/forwards.ts";
import { hashLines } from "./hash-lines.ts";

it("hashes lines as they stand in their file, wherever it was cut", () => {
  const text = "one\n\n\r\ntwo €\nthree\n";
  for (let cut = 0; cut <= Buffer.byteLength(text); cut++) {
    const splitter = new LineSplitter();
    const hash = createHash("sha256");
    const bytes = Buffer.from(text);
    let sizeBytes = 0;
    for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)]) sizeBytes += hashLines(hash, splitter.push(chunk));
    expect([sizeBytes, hash.digest("hex")]).toEqual([bytes.length, createHash("sha256").update(text).digest("hex")]);
  }
});
