import { IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { EmptyState } from "../components/states.tsx";
import { firstRailIsNarrow, firstView } from "../state/first-paint.ts";
import { keptChoice } from "../theme/color-scheme.ts";
import { transport } from "../transport/index.ts";
import { OpeningFrame } from "./OpeningFrame.tsx";

const patienceMs = 2000;

/** What is on screen before the host has answered: the window's frame at first, after a while that it cannot be reached, or that this tab needs a new address. */
export function Opening() {
  const [late, setLate] = useState(false);
  const { attempts, state } = useStore(transport.connection);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (state === "locked") return <Locked />;
  return (
    <OpeningFrame view={firstView()} narrow={firstRailIsNarrow()} themes={[keptChoice()]}>
      {late && (
        <>
          <h1 className="visually-hidden">Assay</h1>
          {attempts > 1 ? (
            <EmptyState
              icon={IconPlugConnectedX}
              title="Assay cannot be reached"
              hint="Retrying. If Assay has stopped, start it again in the terminal; it uses the same port if that is free."
            />
          ) : (
            <EmptyState
              icon={IconPlugConnectedX}
              title="Assay is opening the workspace"
              hint="A large workspace takes a moment the first time."
            />
          )}
        </>
      )}
    </OpeningFrame>
  );
}

/** What a browser tab without a session shows. */
function Locked() {
  return (
    <main style={{ height: "100%", display: "grid" }}>
      <h1 className="visually-hidden">Assay</h1>
      <EmptyState
        icon={IconLock}
        title="This address has been used or has expired"
        hint={
          <>
            Each address that Assay prints opens one browser tab, within a minute. Press Enter in the terminal where Assay runs to get a new
            one. If Assay has stopped, start it again there. In a tab that is still open, you can also run the command “Open another tab”.
          </>
        }
      />
    </main>
  );
}
