import "@mantine/spotlight/styles.css";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, useSpotlight } from "@mantine/spotlight";
import {
  IconAppWindow,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconArrowRight,
  IconBrowserPlus,
  IconChevronRight,
  IconDeviceDesktop,
  IconFolderOpen,
  IconGitMerge,
  IconKeyboard,
  IconLayoutSidebar,
  IconLink,
  IconMoon,
  IconSearch,
  IconSparkles,
  IconSun,
} from "@tabler/icons-react";
import { useState } from "react";
import { type AppCommandId, appCommand, viewLabels, viewNames } from "../../contract/index.ts";
import { Key } from "../components/KeyHint.tsx";
import { type ActiveCommand, activeCommands, useDigitsClaimed } from "../components/use-commands.ts";
import { useCurrentView } from "../state/navigation.ts";
import { goCommands, goSequences, isHere, runAppCommand } from "./commands.ts";
import { paletteStore } from "./dialogs.ts";
import { usePaletteRecords } from "./palette-records.tsx";
import { views } from "./views.tsx";

const iconProps = { size: 16, stroke: 1.6, "aria-hidden": true } as const;

const icons: Partial<Record<AppCommandId, typeof IconSun>> = {
  import: views.import.icon,
  workspace: views.settings.icon,
  undo: IconArrowBackUp,
  redo: IconArrowForwardUp,
  generate: IconSparkles,
  promote: IconSparkles,
  merge: IconGitMerge,
  shortcuts: IconKeyboard,
  tab: IconBrowserPlus,
  link: IconLink,
  back: IconArrowLeft,
  forward: IconArrowRight,
  rail: IconLayoutSidebar,
  "window.new": IconAppWindow,
  "window.open": IconFolderOpen,
  "theme.light": IconSun,
  "theme.dark": IconMoon,
  "theme.auto": IconDeviceDesktop,
};

const keywords: Partial<Record<AppCommandId, string>> = {
  import: "drop file",
  generate: "automatic gold silver bronze preview",
  merge: "second other reviewer agreement conflicts curation.jsonl",
  promote: "bulk all undecided gold silver bronze threshold preview",
};

/** Everything that can be done, by name: commands of every view, then those of the view on screen. */
export function Palette() {
  const { opened } = useSpotlight(paletteStore);
  const [typed, setTyped] = useState("");
  const records = usePaletteRecords(opened ? typed : "");
  const view = useCurrentView();
  const active = opened ? activeCommands() : [];
  const goKeys = useDigitsClaimed() ? goSequences : goCommands;
  const getKey = (id: AppCommandId) => {
    const at = goCommands.findIndex((command) => command.id === id);
    return at >= 0 ? goKeys[at]?.keys[0] : (appCommand(id).keys[0] ?? active.find(({ command }) => command.id === id)?.command.keys[0]);
  };
  const group = (title: string, ids: readonly AppCommandId[]): SpotlightActionGroupData => ({
    group: title,
    actions: ids.filter((id) => isHere(appCommand(id))).map((id) => appAction(id, getKey(id))),
  });
  const ofView = active.filter(({ command }) => command.label !== undefined && !["undo", "redo"].includes(command.id));
  return (
    <Spotlight
      store={paletteStore}
      query={typed}
      onQueryChange={setTyped}
      actions={[
        group(
          "Go to",
          viewNames.map((name) => `go.${name}` as const),
        ),
        group("Actions", [
          "import",
          "undo",
          "redo",
          "workspace",
          "window.new",
          "window.open",
          "tab",
          "link",
          "back",
          "forward",
          "rail",
          "shortcuts",
        ]),
        group("Dataset", ["generate", "promote", "merge"]),
        ...(ofView.length === 0 ? [] : [{ group: viewLabels[view], actions: ofView.map(viewAction) }]),
        group("Theme", ["theme.light", "theme.dark", "theme.auto"]),
        ...records,
      ]}
      // The shell opens it: its keys work on every keyboard layout.
      shortcut={null}
      nothingFound="No matching commands or records"
      scrollable
      maxHeight={420}
      attributes={{ content: { "aria-label": "Commands" } }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      transitionProps={{ duration: 80 }}
      searchProps={{
        placeholder: "Go to a view, run a command, find a record, or paste a link",
        "aria-label": "Command",
        leftSection: <IconSearch {...iconProps} />,
      }}
    />
  );
}

function appAction(id: AppCommandId, key: string | undefined): SpotlightActionData {
  const { label } = appCommand(id);
  const view = viewNames.find((name) => id === `go.${name}`);
  const Icon = view === undefined ? icons[id] : views[view].icon;
  return {
    id,
    label,
    ...(keywords[id] === undefined ? {} : { keywords: keywords[id] }),
    leftSection: Icon !== undefined && <Icon {...iconProps} />,
    rightSection: key !== undefined && <Key name={key} />,
    onClick: () => runAppCommand(id),
  };
}

function viewAction({ command: { id, label, help, keys }, run }: ActiveCommand): SpotlightActionData {
  return {
    id,
    label: help ?? label ?? "",
    leftSection: <IconChevronRight {...iconProps} />,
    rightSection: keys[0] !== undefined && <Key name={keys[0]} />,
    onClick: () => run(),
  };
}
