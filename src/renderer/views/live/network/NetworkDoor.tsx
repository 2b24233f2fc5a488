import { NetworkPort } from "../../../components/NetworkPort.tsx";
import { NetworkSwitch } from "../../../components/NetworkSwitch.tsx";
import { Section } from "../../../components/Section.tsx";
import { useShown } from "../paused.ts";
import { NetworkAddress } from "./NetworkAddress.tsx";
import { NetworkCounters } from "./NetworkCounters.tsx";
import css from "./network.module.css";

/** The network door: whether it is open, how to send to it, and what came through it. */
export function NetworkDoor() {
  const door = useShown((snapshot) => snapshot.network);
  if (door === undefined || door === null) return null;
  const { state, port, error, endpoints } = door;
  return (
    <Section title="Network door" note="records and OpenTelemetry spans over HTTP, from this machine alone" tools={<NetworkSwitch />}>
      {state === "off" && <p className={css.quiet}>Off. While it is on, programs that have its token can send to this workspace.</p>}
      {state === "failed" && error !== null && (
        <div className={css.failed}>
          <p role="alert">
            <b>{error.message}</b> {error.fix}
          </p>
          <NetworkPort key={port} port={port} label="Port" />
        </div>
      )}
      {state === "on" && <NetworkAddress port={port} />}
      {(state === "on" || endpoints.some(({ requests }) => requests > 0)) && <NetworkCounters endpoints={endpoints} />}
    </Section>
  );
}
