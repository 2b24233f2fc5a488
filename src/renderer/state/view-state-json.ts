/** The contract's limit on what a screen may ask the host to remember, in UTF-16 units. */
const maxLength = 262_144;

/** Reads remembered state. What is not a JSON object was not written by us and is forgotten. */
export function parseViewState(json: string): Record<string, unknown> {
  if (json === "") return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value));
  } catch {
    return {};
  }
}

/** Writes state down; over the limit the largest values are forgotten first, because the rest is worth more. */
export function serialiseViewState(values: Record<string, unknown>): string {
  const kept = { ...values };
  let json = JSON.stringify(kept);
  while (json.length > maxLength) {
    const largest = Object.entries(kept)
      .map(([key, value]) => ({ key, length: JSON.stringify(value)?.length ?? 0 }))
      .sort((a, b) => b.length - a.length)[0];
    if (largest === undefined) return "{}";
    delete kept[largest.key];
    json = JSON.stringify(kept);
  }
  return json;
}

/** Whether a remembered value can stand where `initial` does: an older version may have kept another shape there. */
export function fitsInitial(stored: unknown, initial: unknown): boolean {
  if (stored === undefined) return false;
  if (stored === null || initial === null || initial === undefined) return true;
  return typeof stored === typeof initial && Array.isArray(stored) === Array.isArray(initial);
}
