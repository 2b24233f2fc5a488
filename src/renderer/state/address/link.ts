import type { ViewName } from "../../../contract/index.ts";

/**
 * An address to link to, so that views need not know each other: a link that is followed, copied or opened anew. `app/addresses.ts` has the
 * parameters of each view.
 */
export function linkTo(view: ViewName, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(parameters).toString();
  return query === "" ? `#/${view}` : `#/${view}?${query}`;
}
