import { AssayError } from "../../contract/index.ts";
import type { WorkspaceReader } from "../engine/index.ts";
import { nearestNames } from "./usage.ts";

/**
 * Refuses names that nothing in the workspace has: an answer about nothing would look like an answer.
 * @param unknown the names nothing has; empty is fine.
 * @param known names there are, to guess what was meant.
 * @throws AssayError not_found, which names each and the nearest there are.
 */
export function refuseUnknown(what: "engine" | "model", unknown: readonly string[], known: readonly string[]): void {
  if (unknown.length === 0) return;
  const quoted = unknown.map((name) => JSON.stringify(name));
  const names = quoted.length === 1 ? `No ${what} is called ${quoted[0]}.` : `No ${what}s are called ${quoted.join(", ")}.`;
  const near = [...new Set(unknown.flatMap((name) => nearestNames(name, known)))];
  const list = what === "engine" ? "Run assay stats without --engine to see them all." : "Run assay models list to see them all.";
  throw new AssayError("not_found", names, {
    where: unknown.join(", "),
    fix: near.length === 0 ? list : `Did you mean ${near.join(" or ")}? ${list}`,
  });
}

/** @throws AssayError not_found when one of these is the engine of no execution and no candidate. */
export async function requireEngines(reader: WorkspaceReader, engines: readonly string[]): Promise<void> {
  if (engines.length === 0) return;
  const unknown = await reader.unknownEngines(engines);
  if (unknown.length === 0) return;
  refuseUnknown("engine", unknown, await reader.engineNames());
}
