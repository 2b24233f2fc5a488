import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder } from "../testing/fresh-folder.ts";
import { effectiveMaxModelBytes, loadConfig } from "./load-config.ts";

const workspace = freshFolder("config");
const put = (text: string | Uint8Array) => writeFile(join(workspace(), "assay.config.json"), text);
const load = (env = {}) => loadConfig(workspace(), env);

describe("the environment", () => {
  it("overrides the cap beside the file's value", async () => {
    await put('{"models":{"max_bytes":1000}}');
    const report = await load({ JSON_ENGINE_MAX_MODEL_BYTES: "12345", JSON_ENGINE_MODEL_PATH: "/m/x.onnx" });
    expect(report.config.models.max_bytes).toBe(1000);
    expect(report.environment).toEqual({ JSON_ENGINE_MAX_MODEL_BYTES: 12345, JSON_ENGINE_MODEL_PATH: "/m/x.onnx" });
    expect(effectiveMaxModelBytes(report)).toBe(12345);
    expect(effectiveMaxModelBytes(await load())).toBe(1000);
    expect((await load({ JSON_ENGINE_MAX_MODEL_BYTES: "" })).environment.JSON_ENGINE_MAX_MODEL_BYTES).toBeNull();
  });

  it.each(["0", "-1", "1e6", "1.5", "200_000", " 5", "5MB", "0x10", "99999999999999999999", "Infinity"])(
    "JSON_ENGINE_MAX_MODEL_BYTES=%j counts as not set, and is named as a fault",
    async (text) => {
      await put('{"models":{"max_bytes":1000}}');
      const report = await load({ JSON_ENGINE_MAX_MODEL_BYTES: text });
      expect(report.maxModelBytesFault?.code).toBe("invalid_config");
      expect(report.maxModelBytesFault?.message).toContain("JSON_ENGINE_MAX_MODEL_BYTES");
      expect(report.maxModelBytesFault?.message).toContain(text);
      expect(effectiveMaxModelBytes(report)).toBe(1000);
    },
  );
});
