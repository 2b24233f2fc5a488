import { AssayError } from "../../contract/index.ts";
import { editDistance, formatCommand } from "../engine/index.ts";

/** Makes an error for wrong usage: exit code 2 and a hint. */
export function usageError(message: string, command?: string): AssayError {
  return new AssayError("invalid_argument", message, {
    fix: `See: ${formatCommand(`${command === undefined ? "" : `${command} `}--help`)}`,
  });
}

/** Points a usage error without a command at `command`'s help; returns any other error unchanged. */
export function hintAt(thrown: unknown, command: string): unknown {
  if (!(thrown instanceof AssayError) || thrown.code !== "invalid_argument" || thrown.fix !== usageError("").fix) return thrown;
  return usageError(thrown.message, command);
}

/** The known word closest to a mistyped one, if close enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({ candidate, distance: editDistance(word, candidate) })).sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best && best.distance <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** Up to three known names that may have been meant, closest first; case, prefixes and suffixes count little. */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const scored = known.map((candidate) => {
    const one = candidate.toLowerCase();
    const within = wanted.length >= 3 && (one.includes(wanted) || (one.length >= 3 && wanted.includes(one)));
    const distance = one === wanted ? 0 : within ? 1 : editDistance(wanted.slice(0, 100), one.slice(0, 100));
    return { candidate, distance };
  });
  const near = scored.filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)));
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
