import { describe, expect, it } from "vitest";
import { defaultStateDir } from "./state-dir.ts";

describe("defaultStateDir", () => {
  it.each<[Record<string, string>, NodeJS.Platform, string]>([
    [{ ASSAY_HOME: "/mine" }, "linux", "/mine"],
    [{}, "linux", "/home/a/.config/assay"],
    [{ XDG_CONFIG_HOME: "/xdg" }, "linux", "/xdg/assay"],
    [{ XDG_CONFIG_HOME: "" }, "linux", "/home/a/.config/assay"],
    [{}, "darwin", "/home/a/Library/Application Support/Assay"],
    [{ APPDATA: "/roaming" }, "win32", "/roaming/Assay"],
  ])("%j on %s: %s", (env, platform, expected) => {
    expect(defaultStateDir(env, platform, "/home/a")).toBe(expected);
  });
});
