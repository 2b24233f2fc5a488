import { renderToStaticMarkup } from "react-dom/server";
import { OpeningFrame } from "./OpeningFrame.tsx";

/** The window before any script has run, as markup: what the build writes into the page. Of the views and themes that it may open with it holds all. */
export function renderStaticShell(): string {
  return renderToStaticMarkup(<OpeningFrame themes={["auto", "light", "dark"]} />);
}
