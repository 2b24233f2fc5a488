import type { ReactNode } from "react";
import { type ViewName, viewLabels } from "../../contract/index.ts";
import frame from "../components/ViewFrame.module.css";
import type { ThemeChoice } from "../theme/color-scheme.ts";
import { RailFrame } from "./RailFrame.tsx";
import css from "./Shell.module.css";

export interface OpeningFrameProps {
  /** The view that will be on screen, where that is known. */
  view?: ViewName | undefined;
  narrow?: boolean;
  /** The chosen theme; all of them in the page itself, of which `shell-first.js` shows one. */
  themes: readonly ThemeChoice[];
  /** What is to be said in place of the view. */
  children?: ReactNode;
}

/** The window before the host has answered: what will stand there anyway, in its place. */
export function OpeningFrame({ view, narrow = false, themes, children }: OpeningFrameProps) {
  return (
    <div className={css.shell}>
      <RailFrame isComing current={view} narrow={narrow} themes={themes} />
      <main className={css.main} aria-busy={!children} aria-label="Assay is opening">
        {children || (
          <div className={frame.header} aria-hidden>
            <div className={frame.heading}>
              <span className={frame.title} data-title>
                {view === undefined ? "\u00a0" : viewLabels[view]}
              </span>
            </div>
          </div>
        )}
      </main>
    </div>
  );
}
