import { Button, Select, TextInput } from "@mantine/core";
import type { Askable, ConversionPlan } from "../../../../contract/index.ts";
import { formatTime } from "../../../components/format.ts";
import { TimeInput } from "../../../components/TimeInput.tsx";
import css from "./asking.module.css";
import { withAnswer } from "./plan.ts";

interface QuestionsProps {
  questions: readonly Askable[];
  fileTimeSeconds: number;
  plan: ConversionPlan;
  onPlan(plan: ConversionPlan): void;
}

/** What a file leaves open, one answer for all its rows. */
export function Questions({ questions, fileTimeSeconds, plan, onPlan }: QuestionsProps) {
  if (questions.length === 0) return null;
  const { answers } = plan;
  return (
    <fieldset className={css.questions}>
      <legend>The file does not say</legend>
      {questions.includes("engine_id") && (
        <TextInput
          label="Engine"
          description="One name for the engine of all its rows"
          maxLength={512}
          value={answers.engine_id ?? ""}
          onChange={({ currentTarget: { value } }) => onPlan(withAnswer(plan, "engine_id", value === "" ? undefined : value))}
        />
      )}
      {questions.includes("timestamp") && (
        <div className={css.time}>
          <TimeInput
            label="Time of all its rows"
            labelled
            value={answers.timestamp}
            onChange={(seconds) => onPlan(withAnswer(plan, "timestamp", seconds))}
          />
          {answers.timestamp !== fileTimeSeconds && (
            <Button variant="default" onClick={() => onPlan(withAnswer(plan, "timestamp", fileTimeSeconds))}>
              Use the file's date, {formatTime(fileTimeSeconds)}
            </Button>
          )}
        </div>
      )}
      {questions.includes("success") && (
        <Select
          label="Outcome"
          description="Applies to every row"
          placeholder="Choose"
          data={[
            { value: "true", label: "They succeeded" },
            { value: "false", label: "They failed" },
          ]}
          value={answers.success === undefined ? null : String(answers.success)}
          onChange={(value) => onPlan(withAnswer(plan, "success", value === null ? undefined : value === "true"))}
        />
      )}
    </fieldset>
  );
}
