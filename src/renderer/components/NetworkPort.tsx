import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { mutate } from "../state/queries.ts";

/** Chooses the port of the network door, and opens it there. @param port the one it has, or could not have. */
export function NetworkPort({ port, label }: { port: number; label: string }) {
  const [value, setValue] = useState<string | number>(port);
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    await mutate("network.set", { on: true, port: Number(value) });
    setSaving(false);
  };
  return (
    <form
      style={{ display: "flex", gap: 8, alignItems: "flex-end" }}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <NumberInput
        label={label}
        size="xs"
        w={110}
        min={1}
        max={65_535}
        allowDecimal={false}
        value={value}
        onChange={setValue}
        hideControls
      />
      <Button type="submit" size="compact-sm" variant="default" mb={2} loading={isSaving} disabled={value === ""}>
        Open here
      </Button>
    </form>
  );
}
