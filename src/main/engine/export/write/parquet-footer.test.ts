import { describe, expect, it } from "vitest";
import { FooterJoiner, readFooterBytes } from "./parquet-footer.ts";

describe("a footer that DuckDB would write otherwise", () => {
  it("is refused rather than changed: an integer of 16 bits", () => {
    // version 1 (i32), no schema, 0 rows, no groups, then a field 7 of type i16.
    const footer = Uint8Array.of(0x15, 0x02, 0x19, 0x0c, 0x16, 0x00, 0x19, 0x0c, 0x34, 0x02, 0x00);
    expect(() => new FooterJoiner().add(footer, 0)).toThrow(/would not be kept/);
  });

  it("is refused: no magic bytes at the end", () => {
    expect(() => readFooterBytes(Buffer.from("1234PAR2"))).toThrow(/no footer/);
  });
});
