import { NumberInput } from "@mantine/core";
import { Section } from "../../components/Section.tsx";
import { defaultPauseMs, maxPauseMs, toPauseMs } from "../../review/desk/advance.ts";
import { pauseName } from "../../review/desk/auto-advance.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./settings.module.css";

/** How the screen behaves while comparisons are reviewed. */
export function Reviewing() {
  const [pauseMs, setPauseMs] = useViewState(pauseName, defaultPauseMs);
  return (
    <Section title="Auto-advance">
      <div className={css.block}>
        <NumberInput
          label="Pause (ms)"
          description={`How long a decision stays in sight before the next comparison, 0 to ${maxPauseMs}.`}
          min={0}
          max={maxPauseMs}
          step={20}
          allowDecimal={false}
          w={280}
          value={toPauseMs(pauseMs)}
          onChange={(value) => typeof value === "number" && setPauseMs(toPauseMs(value))}
        />
      </div>
    </Section>
  );
}
