// What every test of the SDK needs: clients, and what the tests of Python have prepared.

import assert from 'node:assert/strict'
import {readFile} from 'node:fs/promises'

export const endpoint = process.env.AWS_ENDPOINT_URL
export const role = 'arn:aws:iam::123456789012:role/a2i'
export const workteam = process.env.A2I_TEST_WORKTEAM
export const settings = {region: 'us-east-1', endpoint}

export const image = () => readFile(process.env.A2I_TEST_IMAGE)
export const document = () => readFile(process.env.A2I_TEST_DOCUMENT)

// Ask until the answer is good.
export async function until(ask, good) {
  const deadline = Date.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (good(answer)) return answer
    assert.ok(Date.now() < deadline, JSON.stringify(answer))
  }
}

// Call the emulator's control API.
export async function control(method, path, body) {
  const response = await fetch(`${endpoint}/_a2i/${path}`, {method, body: JSON.stringify(body)})
  assert.equal(response.status, 200, await response.clone().text())
  return response.json()
}

export const flowOf = (name, ui, more = {}) => ({
  FlowDefinitionName: name,
  RoleArn: role,
  OutputConfig: {S3OutputPath: 's3://bucket/results'},
  HumanLoopConfig: {
    WorkteamArn: workteam,
    HumanTaskUiArn: ui,
    TaskTitle: 'A task',
    TaskDescription: 'What to do',
    TaskCount: 1,
  },
  ...more,
})
