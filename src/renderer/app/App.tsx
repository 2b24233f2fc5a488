import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { queryClient } from "../state/query-client.ts";
import { useWorkspaceGate } from "../state/workspace.ts";
import { useColorScheme } from "../theme/color-scheme.ts";
import { cspNonce } from "../theme/csp-nonce.ts";
import { cssVariables, theme } from "../theme/theme.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { Opening } from "./Opening.tsx";
import { Shell } from "./Shell.tsx";

declare global {
  var __webpack_nonce__: string | undefined;
}

/** Scroll locking (react-remove-scroll, under Mantine's dialogs) looks for the nonce under this name. */
export function publishNonce(): void {
  globalThis.__webpack_nonce__ = cspNonce();
}

/** The whole screen. The shell waits for the view state, so that theme and view do not jump. */
export function App() {
  const { ready, generation } = useWorkspaceGate();
  const scheme = useColorScheme();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} getStyleNonce={cspNonce} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} containerWidth={380} />
        <ErrorBoundary what="The window">{ready ? <Shell key={generation} /> : <Opening />}</ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
