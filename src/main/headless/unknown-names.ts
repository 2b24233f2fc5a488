import { AssayError } from "../../contract/index.ts";
import { formatCommand, type Reader } from "../engine/index.ts";
import { nearestNames } from "./usage.ts";

/**
 * Refuses unknown names, since an empty answer would look like an answer.
 * @param unknown names that nothing in the workspace has; may be empty.
 * @param known existing names, for suggestions.
 * @throws AssayError not_found, with each name and the nearest known ones.
 */
export function refuseUnknown(what: "engine" | "model", unknown: readonly string[], known: readonly string[]): void {
  if (unknown.length === 0) return;
  const quoted = unknown.map((name) => JSON.stringify(name));
  const names = quoted.length === 1 ? `No ${what} is called ${quoted[0]}.` : `No ${what}s are called ${quoted.join(", ")}.`;
  const near = [...new Set(unknown.flatMap((name) => nearestNames(name, known)))];
  const list = `Run ${what === "engine" ? `${formatCommand("stats")} without --engine` : formatCommand("models list")} to see them all.`;
  throw new AssayError("not_found", names, {
    where: unknown.join(", "),
    fix: near.length === 0 ? list : `Did you mean ${near.join(" or ")}? ${list}`,
  });
}

/** @throws AssayError not_found if no execution and no candidate has one of these engines. */
export async function requireEngines(reader: Reader, engines: readonly string[]): Promise<void> {
  if (engines.length === 0) return;
  const unknown = await reader.unknownEngines(engines);
  if (unknown.length === 0) return;
  refuseUnknown("engine", unknown, await reader.engineNames());
}
