import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { inRoot, node24 } from "./lib/places.mjs";

/** npm older than 11 runs every package's install script, whatever `allowScripts` says. */
it("npm tells onnxruntime-node's install script to download nothing", () => {
  const [, value] = /^onnxruntime-node-install=(.*)$/m.exec(readFileSync(inRoot(".npmrc"), "utf8")) ?? [];
  expect(value).toBe("skip");
  // npm hands its settings to scripts by this name.
  const env = { PATH: process.env.PATH, npm_config_onnxruntime_node_install: value };
  const utils = createRequire(inRoot("package.json"))
    .resolve("onnxruntime-node/package.json")
    .replace(/package\.json$/, "script/install-utils.js");
  const asked = `process.stdout.write(String(require(${JSON.stringify(utils)}).parseInstallFlag()))`;
  expect(execFileSync(node24(), ["-e", asked], { env, encoding: "utf8" })).toBe("false");
  expect(execFileSync(node24(), ["-e", asked], { env: { PATH: process.env.PATH }, encoding: "utf8" })).toBe("undefined");
});
