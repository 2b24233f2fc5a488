import type { ImportPreview, ReplacementCounts } from "../../../contract/index.ts";
import { countEarlier } from "../ingest/import-file.ts";
import type { ImportOptions } from "../ingest/import-options.ts";
import { findLikeness, type PreviewOptions, previewFile } from "../ingest/preview-file.ts";
import { hasDialect } from "../queries/has-dialect.ts";
import { getFileParts } from "./intake.ts";
import { Recipes } from "./recipes.ts";
import type { WorkspaceParts } from "./workspace-parts.ts";

/** What imports into a workspace would do, before they do it, and the plans that people saved. Nothing but recipes is written. */
export class ImportPlans {
  readonly recipes: Recipes;
  readonly #parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.recipes = new Recipes(parts.paths.root, parts.gate);
  }

  /** How a file would be imported; null when it holds no rows. See `previewFile`. */
  preview(path: string, options: PreviewOptions): Promise<ImportPreview | null> {
    return previewFile(getFileParts(this.#parts), path, options);
  }

  /** What a file is like when a person should see first how it would be imported; else null. */
  findLikeness(path: string, options: Pick<ImportOptions, "name" | "kind">): Promise<string | null> {
    return findLikeness(getFileParts(this.#parts), path, options);
  }

  /** What an import would replace. null when no record here was converted by its dialect: the file is not read then. @throws AssayError cancelled; see `importFile`. */
  async countEarlier(path: string, options: Omit<ImportOptions, "earlier">): Promise<ReplacementCounts | null> {
    const { collector, index } = this.#parts;
    await collector.flush();
    const { plan } = options;
    if (plan !== undefined && plan !== null) {
      await index.settled();
      if (!(await hasDialect(index.db, plan.dialect))) return null;
    }
    return countEarlier(getFileParts(this.#parts), path, options);
  }
}
