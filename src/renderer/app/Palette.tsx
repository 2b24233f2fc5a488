import { Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBrowserPlus,
  IconKeyboard,
  IconMoon,
  IconSearch,
  IconSparkles,
} from "@tabler/icons-react";
import { decisions } from "../review/decisions.ts";
import { navigate, viewNames } from "../state/navigation.ts";
import { useThemeChoice } from "../theme/color-scheme.ts";
import { openGenerateDialog } from "./generate-dialog-store.ts";
import { openKeysHelp } from "./keys-help-store.ts";
import { paletteStore } from "./palette-store.ts";
import { views } from "./views.tsx";

const icon = { size: 16, stroke: 1.6, "aria-hidden": true } as const;

/** A tab that this one opens gets a copy of its session storage, and with it the session. */
function openAnotherTab() {
  window.open("/", "_blank");
}

/** Everything that can be done, by name; opens with mod+K. */
export function Palette() {
  const [, setTheme] = useThemeChoice();
  const actions: SpotlightActionGroupData[] = [
    {
      group: "Go to",
      actions: viewNames.map((name) => {
        const { label, icon: Icon } = views[name];
        return { id: `view-${name}`, label, leftSection: <Icon {...icon} />, onClick: () => navigate(name) };
      }),
    },
    {
      group: "Do",
      actions: [
        {
          id: "import",
          label: "Import JSONL files…",
          keywords: "drop file",
          leftSection: <views.import.icon {...icon} />,
          onClick: () => navigate("import"),
        },
        {
          id: "undo",
          label: "Undo the last decision",
          leftSection: <IconArrowBackUp {...icon} />,
          onClick: () => decisions.undo(true),
        },
        {
          id: "redo",
          label: "Redo the decision",
          leftSection: <IconArrowForwardUp {...icon} />,
          onClick: () => decisions.redo(true),
        },
        {
          id: "workspace",
          label: "Open another workspace…",
          leftSection: <views.settings.icon {...icon} />,
          onClick: () => navigate("settings", { "settings.section": "workspace" }),
        },
        ...(window.assay === undefined
          ? [{ id: "tab", label: "Open another tab", leftSection: <IconBrowserPlus {...icon} />, onClick: openAnotherTab }]
          : []),
        { id: "keys", label: "Show the keys", leftSection: <IconKeyboard {...icon} />, onClick: openKeysHelp },
      ],
    },
    {
      group: "Dataset",
      actions: [
        {
          id: "generate",
          label: "Generate samples from recorded winners…",
          keywords: "automatic gold silver bronze preview",
          leftSection: <IconSparkles {...icon} />,
          onClick: openGenerateDialog,
        },
      ],
    },
    {
      group: "Theme",
      actions: [
        { id: "theme-light", label: "Light theme", leftSection: <IconMoon {...icon} />, onClick: () => setTheme("light") },
        { id: "theme-dark", label: "Dark theme", leftSection: <IconMoon {...icon} />, onClick: () => setTheme("dark") },
        { id: "theme-auto", label: "Theme as the system", leftSection: <IconMoon {...icon} />, onClick: () => setTheme("auto") },
      ],
    },
  ];
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      // The shell opens it: its keys work on every keyboard layout.
      shortcut={null}
      nothingFound="No command of that name"
      scrollable
      maxHeight={420}
      attributes={{ content: { "aria-label": "Commands" } }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      transitionProps={{ duration: 80 }}
      searchProps={{ placeholder: "Go to a view or do something", "aria-label": "Command", leftSection: <IconSearch {...icon} /> }}
    />
  );
}
