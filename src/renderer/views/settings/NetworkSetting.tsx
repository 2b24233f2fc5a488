import { Anchor } from "@mantine/core";
import { useId } from "react";
import { NetworkPort } from "../../components/NetworkPort.tsx";
import { NetworkSwitch } from "../../components/NetworkSwitch.tsx";
import { Section } from "../../components/Section.tsx";
import { useSnapshot } from "../../state/live.ts";
import { navigate } from "../../state/navigation.ts";
import css from "./settings.module.css";

/** Whether the network door of this workspace is open, and where. Kept on this machine, never in the workspace. */
export function NetworkSetting() {
  const id = useId();
  const door = useSnapshot((snapshot) => snapshot.network);
  if (door === undefined || door === null) return null;
  return (
    <Section title="Network door" note="for this workspace on this machine; the workspace cannot open it">
      <div className={css.rows}>
        <div className={css.field} data-setting="network">
          <div>
            <div className={css.fieldTitle}>
              <label htmlFor={`${id}-on`}>Take records and spans over HTTP</label>
            </div>
            <p className={css.about} id={`${id}-about`}>
              Listens on 127.0.0.1 for programs that have the token; switched on here, after every later start too. Address, token and
              examples are on{" "}
              <Anchor component="button" type="button" fz="inherit" onClick={() => navigate("live")}>
                Live
              </Anchor>
              .
            </p>
            {door.error !== null && (
              <p className={css.error} role="alert">
                <b>{door.error.message}</b> {door.error.fix}
              </p>
            )}
          </div>
          <div className={css.control} style={{ display: "grid", gap: 10 }}>
            <NetworkSwitch id={`${id}-on`} describedBy={`${id}-about`} />
            {door.state !== "off" && <NetworkPort key={door.port} port={door.port} label="Port" />}
          </div>
        </div>
      </div>
    </Section>
  );
}
