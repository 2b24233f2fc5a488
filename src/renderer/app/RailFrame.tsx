import { IconDeviceDesktop, IconFolder, IconKeyboard, IconLayoutSidebar, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import type { ComponentProps, ReactNode } from "react";
import { type AppCommand, type AppCommandId, appCommand, type ViewName, viewLabels, viewNames } from "../../contract/index.ts";
import { PlainButton } from "../components/PlainButton.tsx";
import type { ThemeChoice } from "../theme/color-scheme.ts";
import css from "./Rail.module.css";
import { views } from "./views.tsx";

const themeIcons: Record<ThemeChoice, typeof IconSun> = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

const tools = [
  { command: appCommand("rail"), icon: IconLayoutSidebar },
  { command: appCommand("palette"), icon: IconSearch },
  { command: appCommand("shortcuts"), icon: IconKeyboard },
];

/** What the sidebar shows. Before the host has answered most of it is unknown, and its place stays empty. */
export interface RailFrameProps {
  /** Nothing in it can be used yet, and no screen reader is told of it. */
  isComing?: boolean;
  current?: ViewName | undefined;
  narrow?: boolean;
  workspace?: { name: string; path: string; kind: string } | undefined;
  counts?: Partial<Record<ViewName, string>>;
  /** The key to press for a view, by its place in the list. */
  hints?: (at: number) => ReactNode;
  state?: { tone: string; text: string };
  themes: readonly ThemeChoice[];
  toolTitle?: (command: AppCommand<AppCommandId>) => string;
  onWorkspace?: () => void;
  onView?: (view: ViewName) => void;
  onTool?: (command: AppCommandId) => void;
  onTheme?: () => void;
}

/** The sidebar as it is drawn, and nothing of where it comes from: the page holds it before any script has run, so it has no style of its own. */
export function RailFrame(props: RailFrameProps) {
  const { isComing = false, current, narrow = false, workspace, counts = {}, hints, state, themes } = props;
  return (
    <nav className={css.rail} aria-label="Views" data-narrow={narrow || undefined} inert={isComing} aria-hidden={isComing || undefined}>
      <button type="button" className={css.workspace} title={workspace?.path} onClick={props.onWorkspace}>
        <IconFolder size={16} stroke={1.6} aria-hidden />
        <span className={css.names}>
          <span className={css.name}>{workspace?.name ?? "\u00a0"}</span>
          <span className={css.kind}>{workspace?.kind ?? "\u00a0"}</span>
        </span>
      </button>
      <ul className={css.list}>
        {viewNames.map((name, at) => {
          const { icon: Icon } = views[name];
          return (
            <li key={name}>
              <button
                type="button"
                className={css.item}
                data-view={name}
                aria-current={name === current ? "page" : undefined}
                title={narrow ? viewLabels[name] : undefined}
                onClick={props.onView === undefined ? undefined : () => props.onView?.(name)}
              >
                <Icon size={16} stroke={1.6} aria-hidden />
                <span className={css.label}>{viewLabels[name]}</span>
                <span className={css.count} aria-hidden>
                  {counts[name]}
                </span>
                <span className={css.hint} aria-hidden>
                  {hints?.(at)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={css.foot}>
        <div className={css.state} role="status" aria-label="State">
          <span className={css.dot} data-tone={state?.tone ?? "none"} aria-hidden />
          <span title={state?.text}>{state?.text}</span>
        </div>
        <div className={css.tools}>
          {tools.map(({ command, icon: Icon }) => (
            <Tool key={command.id} title={props.toolTitle?.(command)} aria-label={command.label} onClick={() => props.onTool?.(command.id)}>
              <Icon size={16} stroke={1.6} aria-hidden />
            </Tool>
          ))}
          {themes.map((choice) => (
            <ThemeTool key={choice} choice={choice} onClick={props.onTheme} hidden={themes.length > 1} />
          ))}
        </div>
      </div>
    </nav>
  );
}

function ThemeTool({ choice, ...rest }: { choice: ThemeChoice } & ComponentProps<"button">) {
  const Icon = themeIcons[choice];
  const { label } = appCommand(`theme.${choice}`);
  return (
    <Tool data-theme={choice} title={label} aria-label={label} {...rest}>
      <Icon size={16} stroke={1.6} aria-hidden />
    </Tool>
  );
}

/** Looks as the library's icon buttons do, whose sizes are style attributes: those the page's policy refuses in markup. */
function Tool(props: ComponentProps<"button">) {
  return <PlainButton className={css.tool} {...props} />;
}
