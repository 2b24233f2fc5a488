import {
  type ActionIconProps,
  type AutocompleteProps,
  type ButtonProps,
  type CheckboxProps,
  type CSSVariablesResolver,
  createTheme,
  type KbdProps,
  type MantineColorsTuple,
  type ModalProps,
  type MultiSelectProps,
  type NotificationProps,
  type NumberInputProps,
  type ProgressProps,
  type ScrollAreaProps,
  type SegmentedControlProps,
  type SelectProps,
  type SwitchProps,
  type TextareaProps,
  type TextInputProps,
  type TooltipProps,
} from "@mantine/core";
import type { CSSProperties } from "react";

const indigo: MantineColorsTuple = [
  "#eef1fc",
  "#dce2f8",
  "#b9c4f2",
  "#97a8f5",
  "#7489e6",
  "#5b72de",
  "#4a63d2",
  "#3b53c4",
  "#3147aa",
  "#283a8c",
];

const dark: MantineColorsTuple = [
  "#e6e7ea",
  "#c6c9d0",
  "#a3a7b2",
  "#8d919c",
  "#393c45",
  "#2b2e35",
  "#1b1d22",
  "#131417",
  "#0f1013",
  "#0b0c0e",
];

/** What a component's own `extend` does, without loading the component: the theme is in the first bundle, most components are not. */
const extend = <Props>(settings: { defaultProps?: Partial<Props>; styles?: Record<string, CSSProperties> }) => settings;

const small = { defaultProps: { size: "xs" } } as const;
/** The list itself scrolls, as the popup of its field: a region inside of it would have to be a tab stop of its own. */
const list = { defaultProps: { size: "xs", withScrollArea: false }, styles: { options: { maxHeight: 220, overflowY: "auto" } } } as const;

/** Dense and quiet: 13 px text, hairlines instead of shadows, one accent. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 7 },
  colors: { indigo, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    ActionIcon: extend<ActionIconProps>({ defaultProps: { size: 26 } }),
    Button: extend<ButtonProps>(small),
    Checkbox: extend<CheckboxProps>(small),
    Kbd: extend<KbdProps>(small),
    Modal: extend<ModalProps>({
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 100 },
        closeButtonProps: { "aria-label": "Close" },
      },
    }),
    Autocomplete: extend<AutocompleteProps>(list),
    MultiSelect: extend<MultiSelectProps>(list),
    Notification: extend<NotificationProps>({ styles: { description: { color: "var(--as-muted)" } } }),
    NumberInput: extend<NumberInputProps>(small),
    Progress: extend<ProgressProps>({ defaultProps: { size: 6, radius: "xl", color: "var(--as-accent)" } }),
    ScrollArea: extend<ScrollAreaProps>({ styles: { thumb: { backgroundColor: "var(--as-line-strong)" } } }),
    SegmentedControl: extend<SegmentedControlProps>(small),
    Select: extend<SelectProps>({ ...list, defaultProps: { ...list.defaultProps, allowDeselect: false } }),
    Switch: extend<SwitchProps>({ defaultProps: { size: "xs", withThumbIndicator: false } }),
    Textarea: extend<TextareaProps>(small),
    TextInput: extend<TextInputProps>(small),
    Tooltip: extend<TooltipProps>({ defaultProps: { openDelay: 400, fz: 12, transitionProps: { duration: 80 } } }),
  },
});

const shared = {
  "--mantine-color-body": "var(--as-bg)",
  "--mantine-color-text": "var(--as-text)",
  "--mantine-color-bright": "var(--as-text)",
  "--mantine-color-dimmed": "var(--as-muted)",
  "--mantine-color-placeholder": "var(--as-muted)",
  "--mantine-color-error": "var(--as-bad)",
  "--mantine-color-anchor": "var(--as-accent)",
  "--mantine-color-default": "var(--as-bg)",
  "--mantine-color-default-hover": "var(--as-hover)",
  "--mantine-color-default-color": "var(--as-text)",
  "--mantine-color-default-border": "var(--as-line-strong)",
  "--mantine-color-gray-light-color": "var(--as-text)",
  "--mantine-color-red-light-color": "var(--as-bad)",
  // White text on Mantine's own red has a contrast of 3.8; on these 6.5 and 8.
  "--mantine-color-red-filled": "#b42323",
  "--mantine-color-red-filled-hover": "#9a1c1c",
  "--mantine-color-indigo-light-color": "var(--as-accent)",
  "--mantine-color-indigo-outline": "var(--as-accent)",
};

/** Mantine's own colours, led back to ours, so that every text keeps its contrast in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
