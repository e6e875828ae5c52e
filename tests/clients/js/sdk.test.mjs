// The AWS SDK for JavaScript against the emulator; node's own test runner.

import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'

import {DetectModerationLabelsCommand, RekognitionClient} from '@aws-sdk/client-rekognition'
import {
  CreateFlowDefinitionCommand,
  CreateHumanTaskUiCommand,
  DeleteFlowDefinitionCommand,
  DescribeFlowDefinitionCommand,
  DescribeHumanTaskUiCommand,
  DescribeWorkforceCommand,
  DescribeWorkteamCommand,
  ListTagsCommand,
  paginateListFlowDefinitions,
  RenderUiTemplateCommand,
  ResourceInUse,
  ResourceNotFound,
  SageMakerClient,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker'
import {
  ConflictException,
  DeleteHumanLoopCommand,
  DescribeHumanLoopCommand,
  ListHumanLoopsCommand,
  paginateListHumanLoops,
  ResourceNotFoundException,
  SageMakerA2IRuntimeClient,
  StartHumanLoopCommand,
  StopHumanLoopCommand,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-sagemaker-a2i-runtime'
import {AnalyzeDocumentCommand, InvalidParameterException, TextractClient} from '@aws-sdk/client-textract'

import {control, document, flowOf, image, role, settings, until, workteam} from './support.mjs'

const sagemaker = new SageMakerClient(settings)
const runtime = new SageMakerA2IRuntimeClient(settings)
let ui
let flow

async function makeFlow(name, more) {
  const made = await sagemaker.send(new CreateFlowDefinitionCommand(flowOf(name, ui, more)))
  await until(
    () => sagemaker.send(new DescribeFlowDefinitionCommand({FlowDefinitionName: name})),
    (found) => found.FlowDefinitionStatus === 'Active',
  )
  return made.FlowDefinitionArn
}

const start = (name, text = 'text', arn = flow) =>
  runtime.send(
    new StartHumanLoopCommand({
      HumanLoopName: name,
      FlowDefinitionArn: arn,
      HumanLoopInput: {InputContent: JSON.stringify({text})},
    }),
  )

before(async () => {
  const Content = '<crowd-form>{{ task.input.text }}</crowd-form>'
  const made = await sagemaker.send(
    new CreateHumanTaskUiCommand({HumanTaskUiName: 'ui', UiTemplate: {Content}}),
  )
  ui = made.HumanTaskUiArn
  flow = await makeFlow('flow', {Tags: [{Key: 'é', Value: 'ü'}]})
})

after(() => [sagemaker, runtime].forEach((client) => client.destroy()))

test('a human loop is started, answered and described with dates', async () => {
  const begun = Date.now()
  const {HumanLoopArn} = await start('answered')
  await control('POST', 'human-loops/answered/answers', {answerContent: {answer: 'yes'}})
  const loop = await runtime.send(new DescribeHumanLoopCommand({HumanLoopName: 'answered'}))

  assert.equal(loop.HumanLoopArn, HumanLoopArn)
  assert.equal(loop.HumanLoopStatus, 'Completed')
  assert.ok(loop.CreationTime instanceof Date)
  assert.ok(loop.CreationTime >= begun - 1000 && loop.CreationTime <= Date.now() + 1000)
  assert.match(loop.HumanLoopOutput.OutputS3Uri, /^s3:\/\/bucket\/results\/flow\/.*\/output\.json$/)
  assert.match(loop.$metadata.requestId, /^[0-9a-f-]{36}$/)
  assert.equal(loop.$metadata.attempts, 1)
})

test('a name that is taken is a ConflictException', async () => {
  await start('taken', 'one')

  await assert.rejects(start('taken', 'another'), (error) => {
    assert.ok(error instanceof ConflictException)
    assert.match(error.message, /^Your request has the same name as another active human loop/)
    assert.equal(error.$metadata.httpStatusCode, 409)
    assert.equal(error.$fault, 'client')
    return true
  })
})

test('what is not there is a ResourceNotFoundException', async () => {
  for (const Command of [DescribeHumanLoopCommand, StopHumanLoopCommand, DeleteHumanLoopCommand]) {
    await assert.rejects(runtime.send(new Command({HumanLoopName: 'missing'})), (error) => {
      assert.ok(error instanceof ResourceNotFoundException)
      assert.match(error.message, /^We couldn't find the requested resource/)
      return error.$metadata.httpStatusCode === 404
    })
  }
})

test('a broken constraint is a ValidationException', async () => {
  await assert.rejects(start('a_b'), (error) => {
    assert.ok(error instanceof ValidationException)
    assert.match(error.message, /^1 validation error detected: Value 'a_b' at 'humanLoopName' /)
    return true
  })
  const broken = new DescribeHumanTaskUiCommand({HumanTaskUiName: 'UI'})
  await assert.rejects(sagemaker.send(broken), (error) => {
    assert.ok(error instanceof SageMakerServiceException)
    assert.equal(error.name, 'ValidationException')
    return error.$metadata.httpStatusCode === 400
  })
})

test('a stopped human loop is deleted', async () => {
  await start('stopped')
  const named = {HumanLoopName: 'stopped'}
  const stopped = await runtime.send(new StopHumanLoopCommand(named))
  assert.deepEqual(Object.keys(stopped), ['$metadata'])
  await until(
    () => runtime.send(new DescribeHumanLoopCommand(named)),
    (loop) => loop.HumanLoopStatus === 'Stopped',
  )
  await runtime.send(new DeleteHumanLoopCommand(named))
  await assert.rejects(runtime.send(new DescribeHumanLoopCommand(named)), ResourceNotFoundException)
})

test('human loops are listed page by page', async () => {
  const arn = await makeFlow('paged')
  const names = Array.from({length: 7}, (_, index) => `paged-${index}`)
  for (const name of names) await start(name, 'text', arn)

  const found = []
  const sizes = []
  const wanted = {
    FlowDefinitionArn: arn,
    SortOrder: 'Ascending',
    CreationTimeAfter: new Date('2020-01-01T00:00:00Z'),
    CreationTimeBefore: new Date(Date.now() + 60_000),
  }
  for await (const page of paginateListHumanLoops({client: runtime, pageSize: 3}, wanted)) {
    sizes.push(page.HumanLoopSummaries.length)
    for (const row of page.HumanLoopSummaries) {
      assert.ok(row.CreationTime instanceof Date)
      found.push(row.HumanLoopName)
    }
  }
  assert.deepEqual(sizes, [3, 3, 1])
  assert.deepEqual(found, names)

  const early = {FlowDefinitionArn: arn, CreationTimeBefore: new Date('2020-01-01T00:00:00Z')}
  assert.deepEqual(
    (await runtime.send(new ListHumanLoopsCommand(early))).HumanLoopSummaries,
    [],
  )
})

test('flow definitions are described, listed, tagged and deleted', async () => {
  const arn = await makeFlow('fleeting', {Tags: [{Key: 'é', Value: 'ü'}]})
  const named = {FlowDefinitionName: 'fleeting'}
  const described = await sagemaker.send(new DescribeFlowDefinitionCommand(named))
  assert.ok(described.CreationTime instanceof Date)
  assert.equal(described.HumanLoopConfig.TaskCount, 1)
  assert.equal(described.FailureReason, undefined)
  const {Tags} = await sagemaker.send(new ListTagsCommand({ResourceArn: arn}))
  assert.deepEqual(Tags, [{Key: 'é', Value: 'ü'}])

  const listed = []
  const pages = paginateListFlowDefinitions({client: sagemaker, pageSize: 1}, {SortOrder: 'Ascending'})
  for await (const page of pages) listed.push(...page.FlowDefinitionSummaries)
  assert.ok(listed.some((row) => row.FlowDefinitionArn === arn))
  assert.ok(listed.every((row) => row.CreationTime instanceof Date))

  const again = sagemaker.send(new CreateFlowDefinitionCommand(flowOf('fleeting', ui)))
  await assert.rejects(again, ResourceInUse)
  await sagemaker.send(new DeleteFlowDefinitionCommand(named))
  await until(
    () => sagemaker.send(new DescribeFlowDefinitionCommand(named)).catch((error) => error),
    (found) => found instanceof ResourceNotFound,
  )
})

test('workforce and workteam are described', async () => {
  const {Workforce} = await sagemaker.send(new DescribeWorkforceCommand({WorkforceName: 'default'}))
  assert.equal(Workforce.Status, 'Active')
  assert.ok(Workforce.CreateDate instanceof Date)
  const {Workteam} = await sagemaker.send(new DescribeWorkteamCommand({WorkteamName: 'team'}))
  assert.equal(Workteam.WorkteamArn, workteam)
  assert.equal(Workteam.SubDomain, Workforce.SubDomain)
  assert.equal(Workteam.MemberDefinitions[0].CognitoMemberDefinition.UserGroup, 'group')
})

test('a template is rendered', async () => {
  const rendered = await sagemaker.send(
    new RenderUiTemplateCommand({
      RoleArn: role,
      Task: {Input: '{"text": "<b>"}'},
      UiTemplate: {Content: '{{ task.input.text }}'},
    }),
  )
  assert.equal(rendered.RenderedContent, '&lt;b&gt;')
  assert.deepEqual(rendered.Errors, [])
})

test('throttled calls are made again, and a call that stays throttled fails', async () => {
  const fault = {operation: 'ListHumanLoops', error: 'ThrottlingException'}
  const list = () => runtime.send(new ListHumanLoopsCommand({FlowDefinitionArn: flow}))
  await control('PUT', 'faults', {faults: [{...fault, times: 2}]})
  const {$metadata} = await list()
  assert.equal($metadata.attempts, 3)

  await control('PUT', 'faults', {faults: [{...fault, times: 3}]})
  await assert.rejects(list(), (error) => {
    assert.ok(error instanceof ThrottlingException)
    assert.equal(error.$metadata.attempts, 3)
    return error.$metadata.httpStatusCode === 429
  })
})

test('moderation labels are reviewed', async () => {
  const source = {AwsManagedHumanLoopRequestSource: 'AWS/Rekognition/DetectModerationLabels/Image/V3'}
  const arn = await makeFlow('moderation', {HumanLoopRequestSource: source})
  const rekognition = new RekognitionClient(settings)
  const labels = await rekognition.send(
    new DetectModerationLabelsCommand({
      Image: {Bytes: await image()},
      HumanLoopConfig: {HumanLoopName: 'moderated', FlowDefinitionArn: arn},
    }),
  )
  assert.match(labels.HumanLoopActivationOutput.HumanLoopArn, /:human-loop\/moderated$/)
  assert.ok(Array.isArray(labels.ModerationLabels))
  rekognition.destroy()
})

test('a document is analyzed, and an empty request is refused', async () => {
  const textract = new TextractClient(settings)
  const Document = {Bytes: await document()}
  const analyzed = await textract.send(new AnalyzeDocumentCommand({Document, FeatureTypes: ['FORMS']}))
  const words = analyzed.Blocks.filter((block) => block.BlockType === 'WORD')
  assert.ok(words.length > 0)
  assert.ok(words.every((word) => word.Confidence > 0 && word.Geometry.BoundingBox.Width > 0))

  await assert.rejects(textract.send(new AnalyzeDocumentCommand({Document})), (error) => {
    assert.ok(error instanceof InvalidParameterException)
    return error.message === 'Request has invalid parameters'
  })
  textract.destroy()
})
