import { useStore } from "zustand";
import type { ViewName } from "../../contract/index.ts";
import { visibleText } from "../components/format.ts";
import { Key, printShortcut } from "../components/KeyHint.tsx";
import { useDigitsClaimed } from "../components/use-commands.ts";
import { useSnapshot } from "../state/live.ts";
import { navigate, useCurrentView } from "../state/navigation.ts";
import { useWorkspace } from "../state/workspace.ts";
import { type ThemeChoice, useThemeChoice } from "../theme/color-scheme.ts";
import { transport } from "../transport/index.ts";
import { goCommands, goSequences, runAppCommand } from "./commands.ts";
import { RailFrame } from "./RailFrame.tsx";
import { railCounts } from "./rail-counts.ts";
import { useRailIsNarrow } from "./rail-width.ts";
import { describeState } from "./state-words.ts";
import { viewId } from "./views.tsx";

const nextTheme: Record<ThemeChoice, ThemeChoice> = { auto: "light", light: "dark", dark: "auto" };

/** Moves the focus along, so that Enter belongs to the view and not to the button again. */
function goTo(name: ViewName): void {
  navigate(name);
  document.getElementById(viewId)?.focus();
}

/** The way between the views, with the workspace above and the state of things below. */
export function Rail() {
  const workspace = useWorkspace();
  const claimed = useDigitsClaimed();
  const [choice, setChoice] = useThemeChoice();
  return (
    <RailFrame
      current={useCurrentView()}
      narrow={useRailIsNarrow()}
      workspace={
        workspace && {
          name: visibleText(workspace.name),
          path: workspace.path,
          kind: workspace.isSample ? "Sample workspace" : "Workspace",
        }
      }
      counts={useSnapshot(railCounts) ?? {}}
      hints={(at) => {
        const key = (claimed ? goSequences : goCommands)[at]?.keys[0];
        return key !== undefined && <Key name={key} />;
      }}
      state={useStateLine()}
      themes={[choice]}
      toolTitle={(command) => `${command.label}  ${printShortcut(command)}`}
      onWorkspace={() => navigate("settings", { "settings.section": "workspace" })}
      onView={goTo}
      onTool={runAppCommand}
      onTheme={() => setChoice(nextTheme[choice])}
    />
  );
}

/** Connection and index in one line at the foot of the rail. Asked for as words, which change less often than what they tell of. */
function useStateLine(): { tone: string; text: string } {
  const connection = useStore(transport.connection, (now) => now.state);
  const known = useSnapshot(({ index, importTotals, alerts }) =>
    describeState(
      connection,
      index,
      importTotals.unfinished,
      alerts.some(({ code }) => code === "index_behind"),
    ),
  );
  return known ?? describeState(connection, undefined, 0, false);
}
