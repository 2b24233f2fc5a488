import { ActionIcon } from "@mantine/core";
import { IconDeviceDesktop, IconFolder, IconKeyboard, IconLayoutSidebar, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useStore } from "zustand";
import { appCommand, type ViewName, viewLabels, viewNames } from "../../contract/index.ts";
import { visibleText } from "../components/format.ts";
import { Key, printShortcut } from "../components/KeyHint.tsx";
import { useDigitsClaimed } from "../components/use-commands.ts";
import { useSnapshot } from "../state/live.ts";
import { navigate, useCurrentView } from "../state/navigation.ts";
import { useWorkspace } from "../state/workspace.ts";
import { type ThemeChoice, useThemeChoice } from "../theme/color-scheme.ts";
import { transport } from "../transport/index.ts";
import { goCommands, goSequences, runAppCommand } from "./commands.ts";
import css from "./Rail.module.css";
import { formatShort, railCounts } from "./rail-counts.ts";
import { useRailIsNarrow } from "./rail-width.ts";
import { describeState } from "./state-words.ts";
import { viewId, views } from "./views.tsx";

const themes: Record<ThemeChoice, { icon: typeof IconSun; next: ThemeChoice }> = {
  auto: { icon: IconDeviceDesktop, next: "light" },
  light: { icon: IconSun, next: "dark" },
  dark: { icon: IconMoon, next: "auto" },
};

const tools = [
  { command: appCommand("rail"), icon: IconLayoutSidebar },
  { command: appCommand("palette"), icon: IconSearch },
  { command: appCommand("shortcuts"), icon: IconKeyboard },
];

/** Moves the focus along, so that Enter belongs to the view and not to the button again. */
function goTo(name: ViewName): void {
  navigate(name);
  document.getElementById(viewId)?.focus();
}

/** The way between the views, with the workspace above and the state of things below. */
export function Rail() {
  const current = useCurrentView();
  const workspace = useWorkspace();
  const claimed = useDigitsClaimed();
  const [choice, setChoice] = useThemeChoice();
  const { icon: ThemeIcon, next } = themes[choice];
  const themeLabel = appCommand(`theme.${choice}`).label;
  const narrow = useRailIsNarrow();
  const counts = useSnapshot(railCounts) ?? {};
  return (
    <nav className={css.rail} aria-label="Views" data-narrow={narrow || undefined}>
      <button
        type="button"
        className={css.workspace}
        title={workspace?.path}
        onClick={() => navigate("settings", { "settings.section": "workspace" })}
      >
        <IconFolder size={16} stroke={1.6} aria-hidden />
        <span className={css.names}>
          <span className={css.name}>{workspace === undefined ? "Assay" : visibleText(workspace.name)}</span>
          <span className={css.kind}>{workspace?.isSample === true ? "Sample workspace" : "Workspace"}</span>
        </span>
      </button>
      <ul className={css.list}>
        {viewNames.map((name, index) => {
          const { icon: Icon } = views[name];
          const key = (claimed ? goSequences : goCommands)[index];
          return (
            <li key={name}>
              <button
                type="button"
                className={css.item}
                aria-current={name === current ? "page" : undefined}
                title={narrow ? viewLabels[name] : undefined}
                onClick={() => goTo(name)}
              >
                <Icon size={16} stroke={1.6} aria-hidden />
                <span className={css.label}>{viewLabels[name]}</span>
                <span className={css.count} aria-hidden>
                  {(counts[name] ?? 0) > 0 && formatShort(counts[name] ?? 0)}
                </span>
                <span className={css.hint} aria-hidden>
                  {key?.keys[0] !== undefined && <Key name={key.keys[0]} />}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={css.foot}>
        <StateLine />
        <div className={css.tools}>
          {tools.map(({ command, icon: Icon }) => (
            <ActionIcon
              key={command.id}
              variant="subtle"
              color="gray"
              title={`${command.label}  ${printShortcut(command)}`}
              aria-label={command.label}
              onClick={() => runAppCommand(command.id)}
            >
              <Icon size={16} stroke={1.6} aria-hidden />
            </ActionIcon>
          ))}
          <ActionIcon variant="subtle" color="gray" title={themeLabel} aria-label={themeLabel} onClick={() => setChoice(next)}>
            <ThemeIcon size={16} stroke={1.6} aria-hidden />
          </ActionIcon>
        </div>
      </div>
    </nav>
  );
}

/** Connection and index in one line at the foot of the rail. */
function StateLine() {
  const connection = useStore(transport.connection, (now) => now.state);
  const index = useSnapshot((snapshot) => snapshot.index);
  const imports = useSnapshot((snapshot) => snapshot.importTotals.unfinished) ?? 0;
  const behind = useSnapshot((snapshot) => snapshot.alerts.some(({ code }) => code === "index_behind")) ?? false;
  const { tone, text } = describeState(connection, index, imports, behind);
  return (
    <div className={css.state} role="status" aria-label="State">
      <span className={css.dot} data-tone={tone} aria-hidden />
      <span title={text}>{text}</span>
    </div>
  );
}
