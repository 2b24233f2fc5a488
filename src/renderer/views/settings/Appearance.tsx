import { SegmentedControl } from "@mantine/core";
import { Section } from "../../components/Section.tsx";
import { type ThemeChoice, useThemeChoice } from "../../theme/color-scheme.ts";
import css from "./settings.module.css";

const choices: { value: ThemeChoice; label: string }[] = [
  { value: "auto", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Light, dark, or what the system says. */
export function Appearance() {
  const [choice, setChoice] = useThemeChoice();
  return (
    <Section title="Theme">
      <div className={css.block}>
        <SegmentedControl
          data={choices}
          value={choice}
          onChange={(next) => setChoice(next as ThemeChoice)}
          aria-label="Theme"
          w="fit-content"
        />
      </div>
    </Section>
  );
}
