import { Component, type ReactNode } from "react";
import { PartNotLoaded } from "../components/on-demand.ts";
import { ErrorState } from "../components/states.tsx";

/** Keeps a failure of one view from taking the window down. Shows a sentence, never a stack. */
export class ErrorBoundary extends Component<{ what: string; children: ReactNode }, { failed: "no" | "bug" | "load" }> {
  override state: { failed: "no" | "bug" | "load" } = { failed: "no" };

  static getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof PartNotLoaded ? "load" : "bug" };
  }

  override render() {
    if (this.state.failed === "no") return this.props.children;
    if (this.state.failed === "load") return <NotLoaded what={this.props.what} />;
    return (
      <ErrorState
        error={{
          code: "bug",
          message: `${this.props.what} could not be displayed.`,
          fix: "Nothing that was collected or decided is lost. Try again; if it happens again, please report what you did just before.",
        }}
        onRetry={() => this.setState({ failed: "no" })}
      />
    );
  }
}

function NotLoaded({ what }: { what: string }) {
  return (
    <ErrorState
      error={{
        code: "io",
        message: `${what} could not be loaded.`,
        fix: "Assay may have stopped, or was updated while this window was open. If it has stopped, start it again. Then try again: the window is loaded anew, and nothing that was collected, decided or typed is lost.",
      }}
      onRetry={() => window.location.reload()}
    />
  );
}
