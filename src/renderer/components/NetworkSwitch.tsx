import { Switch } from "@mantine/core";
import { useState } from "react";
import { useSnapshot } from "../state/live.ts";
import { mutate } from "../state/queries.ts";

/** Opens and closes the network door of this workspace, now and at every later start. Nothing where the host has none. */
export function NetworkSwitch({ id, describedBy }: { id?: string; describedBy?: string }) {
  const door = useSnapshot((snapshot) => snapshot.network);
  const [isSaving, setSaving] = useState(false);
  if (door === undefined || door === null) return null;
  const set = async (on: boolean) => {
    setSaving(true);
    await mutate("network.set", { on });
    setSaving(false);
  };
  return (
    <Switch
      id={id}
      size="sm"
      checked={door.state !== "off"}
      disabled={isSaving}
      aria-label={id === undefined ? "Network door" : undefined}
      aria-describedby={describedBy}
      onChange={(event) => void set(event.currentTarget.checked)}
    />
  );
}
