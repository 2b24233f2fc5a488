import { EnginesView } from "../EnginesView.tsx";
import { WindowsView } from "../windows/WindowsView.tsx";
import { CompareView } from "./CompareView.tsx";
import { FailuresView } from "./FailuresView.tsx";
import { useEnginePart } from "./part.ts";
import { WhySlowView } from "./WhySlowView.tsx";
import { WinRatesView } from "./WinRatesView.tsx";

const views = {
  table: EnginesView,
  compare: CompareView,
  wins: WinRatesView,
  why: WhySlowView,
  failures: FailuresView,
  windows: WindowsView,
} as const;

/** Engines: all of them, two against each other, who beats whom, why some are slow, what fails, or windows of statistics. */
export function EngineParts() {
  const Part = views[useEnginePart()];
  return <Part />;
}
