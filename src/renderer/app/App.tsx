import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense } from "react";
import { onDemand } from "../components/on-demand.ts";
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

const Messages = onDemand(async () => (await import("./Messages.tsx")).Messages);

/** The whole screen. The shell waits for the view state, so that theme and view do not jump. */
export function App() {
  const { ready, generation } = useWorkspaceGate();
  const scheme = useColorScheme();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={cspNonce}
      forceColorScheme={scheme}
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary what="Messages">
          <Suspense fallback={null}>
            <Messages />
          </Suspense>
        </ErrorBoundary>
        <ErrorBoundary what="The window">{ready ? <Shell key={generation} /> : <Opening />}</ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
