import { Component, type ReactNode } from "react";
import { ErrorState } from "../components/states.tsx";

/** Keeps a failure of one view from taking the window down. Shows a sentence, never a stack. */
export class ErrorBoundary extends Component<{ what: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorState
        error={{
          code: "bug",
          message: `${this.props.what} could not be displayed.`,
          fix: "Nothing that was collected or decided is lost. Try again; if it happens again, please report what you did just before.",
        }}
        onRetry={() => this.setState({ failed: false })}
      />
    );
  }
}
