import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { inRoot } from "./places.mjs";
import { run, say } from "./run.mjs";
import { withSetupLock } from "./setup-lock.mjs";

const stampPath = inRoot("node_modules", ".assay-installed");

/** Runs npm ci if node_modules is missing or was installed from another lockfile. */
export async function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  await withSetupLock(async () => {
    if (isInstalled()) return;
    refuseBorrowed();
    say("Installing packages from the lockfile …");
    await npm("npm ci", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    writeFileSync(stampPath, lockHash());
  });
}

/** npm ci empties node_modules first; behind a link that would empty somebody else's folder. */
function refuseBorrowed() {
  if (!lstatSync(inRoot("node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error("node_modules is a link to another folder, which does not fit package-lock.json. Remove the link and run this again.");
}

function isInstalled() {
  if (existsSync(stampPath)) return readFileSync(stampPath, "utf8") === lockHash();
  // Installed with npm directly: its record must not be older than the lockfile.
  const record = inRoot("node_modules", ".package-lock.json");
  return existsSync(record) && statSync(record).mtimeMs >= statSync(inRoot("package-lock.json")).mtimeMs;
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(inRoot("package-lock.json")))
    .digest("hex");
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node ${process.versions.node} is too old: Assay needs 20.19 or newer. Get one from nodejs.org.`);
}

/** Runs the npm that started this script, else the one on the path. */
export function npm(title, args, { timeoutMs = 0 } = {}) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return run(title, process.execPath, [script, ...args], { quiet: true, timeoutMs });
  return run(title, "npm", args, { quiet: true, timeoutMs, shell: process.platform === "win32" });
}
