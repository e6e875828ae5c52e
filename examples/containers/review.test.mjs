// The emulator in a container of the test's own, by testcontainers for Node.
// npm install testcontainers @aws-sdk/client-sagemaker-a2i-runtime && node --test
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  DescribeHumanLoopCommand,
  SageMakerA2IRuntimeClient,
  StartHumanLoopCommand,
} from "@aws-sdk/client-sagemaker-a2i-runtime";
import { GenericContainer, Wait } from "testcontainers";

const PORT = 4224;
const SETUP = fileURLToPath(new URL("setup.yaml", import.meta.url));
const FLOW = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/review";

let container, endpoint;

before(async () => {
  container = await new GenericContainer("a2i-emulator")
    .withExposedPorts(PORT)
    .withCopyFilesToContainer([{ source: SETUP, target: "/seed/setup.yaml" }])
    .withEnvironment({ A2I_EMULATOR_SEED: "/seed/setup.yaml", A2I_EMULATOR_SECURE: "0" })
    .withWaitStrategy(Wait.forHttp("/_a2i/health", PORT))
    .start();
  endpoint = `http://${container.getHost()}:${container.getMappedPort(PORT)}`;
});

after(() => container?.stop());

test("somebody says what it is", async () => {
  const a2i = new SageMakerA2IRuntimeClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const HumanLoopName = "paid-in-cash";
  await a2i.send(
    new StartHumanLoopCommand({
      HumanLoopName,
      FlowDefinitionArn: FLOW,
      HumanLoopInput: { InputContent: JSON.stringify({ text: "Paid in cash: 12.00 EUR" }) },
    }),
  );
  const answered = await fetch(`${endpoint}/_a2i/human-loops/${HumanLoopName}/answers`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ answerContent: { kind: { label: "Receipt" } } }),
  });
  assert.equal(answered.status, 200);
  const loop = await a2i.send(new DescribeHumanLoopCommand({ HumanLoopName }));
  assert.equal(loop.HumanLoopStatus, "Completed");
});
