/** The contract's limit on the remembered state, in UTF-16 units. */
const maxLength = 262_144;

/** Grows when a remembered value changes its name or meaning; then `migrations` gets an entry. */
export const viewStateVersion = 1;
const versionName = "version";

type Values = Record<string, unknown>;

/** The entry at n turns values of version n into those of version n + 1. Version 0 wrote no version. */
const migrations: readonly ((values: Values) => Values)[] = [
  // What was typed and not saved: drafts have files of their own now, and the engine takes these over.
  ({ "samples.drafts": _samples, "comparisons.noteDrafts": _notes, "settings.draft": _settings, ...rest }) => rest,
];

/** Reads remembered state of this version or an earlier one. What is not a JSON object was not written by the screen and is dropped. */
export function parseViewState(json: string): Values {
  if (json === "") return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    const { [versionName]: version = 0, ...values } = Object.fromEntries(Object.entries(value));
    return migrateViewState(values, version);
  } catch {
    return {};
  }
}

/** Values as this version means them. Those of a later version are dropped: what they mean is not known here. */
export function migrateViewState(values: Values, version: unknown): Values {
  if (typeof version !== "number" || !Number.isInteger(version) || version < 0 || version > viewStateVersion) return {};
  return migrations.slice(version).reduce((migrated, migrate) => migrate(migrated), values);
}

/** State as JSON, with its version. Over the limit the largest values are dropped first. */
export function serialiseViewState(values: Values): string {
  const kept = { ...values };
  const toJson = () => JSON.stringify({ ...kept, [versionName]: viewStateVersion });
  let json = toJson();
  while (json.length > maxLength) {
    const largest = Object.entries(kept)
      .map(([key, value]) => ({ key, length: JSON.stringify(value)?.length ?? 0 }))
      .sort((a, b) => b.length - a.length)[0];
    if (largest === undefined) return json;
    delete kept[largest.key];
    json = toJson();
  }
  return json;
}

/** Whether a remembered value has the shape of `initial`: anybody may have edited the file. */
export function fitsInitial(stored: unknown, initial: unknown): boolean {
  if (stored === undefined) return false;
  if (stored === null || initial === null || initial === undefined) return true;
  return typeof stored === typeof initial && Array.isArray(stored) === Array.isArray(initial);
}
