import { EnginesView } from "../EnginesView.tsx";
import { CompareView } from "./CompareView.tsx";
import { useEnginePart } from "./part.ts";
import { WinRatesView } from "./WinRatesView.tsx";

/** Engines: all of them, two against each other, or who beats whom. */
export function EngineParts() {
  const part = useEnginePart();
  return part === "compare" ? <CompareView /> : part === "wins" ? <WinRatesView /> : <EnginesView />;
}
