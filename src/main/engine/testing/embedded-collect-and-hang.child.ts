import { createCollectorFromConfig, defaultConfig, SchemaValidator } from "../index.ts";

/** Run by embedded-collector.test.ts as a process of its own: collects one execution into a folder, says "held", and stays. */
const collector = await createCollectorFromConfig(new SchemaValidator(), process.argv[2] ?? "", defaultConfig());
const line =
  '{"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1670000000,"input":"i","output":"o","metrics":{"success":true}}';
await (await collector.collectEngineExecution(line)).durable;
process.stdout.write("held\n");
setInterval(() => {}, 1000);
