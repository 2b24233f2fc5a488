import type { ComparisonDetail, Tier } from "../../../contract/index.ts";
import { Correction } from "./Correction.tsx";
import { useOpenPanel } from "./panel.ts";
import { Ranking } from "./Ranking.tsx";
import { ReasonsAndTags } from "./ReasonsAndTags.tsx";

interface DeskPanelsProps {
  detail: ComparisonDetail;
  /** Of the focused candidate. */
  position: number;
  onPromote: (action: { type: "promote"; tier: Tier; output: string }) => void;
}

/** The editor that is open on a comparison. */
export function DeskPanels({ detail, position, onPromote }: DeskPanelsProps) {
  const panel = useOpenPanel(detail.key);
  if (panel === "rank") return <Ranking key={detail.key} detail={detail} />;
  if (panel === "correct")
    return <Correction key={`${detail.key}-${position}`} detail={detail} position={position} onPromote={onPromote} />;
  if (panel === "marks") return <ReasonsAndTags key={detail.key} detail={detail} />;
  return null;
}
