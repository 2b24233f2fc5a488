import { IconLock } from "@tabler/icons-react";
import { EmptyState } from "../components/states.tsx";

/** What a browser tab without a session shows. */
export function Locked() {
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
