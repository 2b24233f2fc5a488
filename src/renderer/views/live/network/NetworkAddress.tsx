import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { mutate, useHostQuery } from "../../../state/queries.ts";
import css from "./network.module.css";
import { listExamples } from "./network-examples.ts";

const hidden = "••••••••••••";

/** Where the door is, its token, and examples that can be copied with it. */
export function NetworkAddress({ port }: { port: number }) {
  const token = useHostQuery("network.token", {});
  const [isShown, setShown] = useState(false);
  const [chosen, setChosen] = useState("otel");
  const address = `http://127.0.0.1:${port}`;
  const value = token.data?.token;
  const find = (written: string) => listExamples(address, written).find(({ id }) => id === chosen);
  const example = find(isShown && value !== undefined ? value : hidden);
  const renew = async () => {
    await mutate("network.renewToken", {});
    token.refetch();
  };
  return (
    <div className={css.address}>
      <dl className={css.facts}>
        <div>
          <dt>Address</dt>
          <dd>
            <code>{address}</code>
            <CopyButton text={address} label="Copy address" />
          </dd>
        </div>
        <div>
          <dt>Token</dt>
          <dd>
            <code>{isShown && value !== undefined ? value : hidden}</code>
            {value !== undefined && <CopyButton text={value} label="Copy token" />}
            <Button variant="subtle" size="compact-xs" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? "Hide" : "Show"}
            </Button>
            <Button variant="subtle" size="compact-xs" title="The token from before opens nothing any more" onClick={() => void renew()}>
              New token
            </Button>
          </dd>
        </div>
      </dl>
      {example !== undefined && (
        <div className={css.examples}>
          <div className={css.exampleHead}>
            <SegmentedControl
              size="xs"
              aria-label="Example"
              classNames={{ label: css.segment ?? "" }}
              value={chosen}
              onChange={setChosen}
              data={listExamples(address, hidden).map(({ id, label }) => ({ value: id, label }))}
            />
            <span className={css.hint}>{example.hint}</span>
          </div>
          <div className={css.example}>
            <pre>{example.text}</pre>
            {value !== undefined && (
              <CopyButton text={find(value)?.text ?? ""} label={`Copy the ${example.label} example, with the token`} />
            )}
          </div>
        </div>
      )}
    </div>
  );
}
