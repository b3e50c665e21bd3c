import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { allFunctions } from '../../infra/function-files.ts'
import { startDynamoDb } from '../../infra/local/dynamodb.ts'
import { type Stack, startStack } from '../../infra/local/stack.ts'
import { accounts } from './accounts.ts'
import { changes, inviting, joining } from './changing.ts'
import { crowdScene } from './crowds.ts'
import { cases, type Findings, find, findingTable, isOverAnywhere } from './finding.ts'
import { expiring, following, hearing, triggers } from './following.ts'
import { measuring } from './measure.ts'
import { plotOf } from './plot.ts'
import { asMarkdown, asText, costTable, startTable, type Table } from './print.ts'
import { readings } from './reading.ts'
import { removing } from './removing.ts'
import { roles } from './roles.ts'
import { openSheet, overBudget, type Row } from './rows.ts'
import { dueScene, manyRolesScene, smallScene, stopClockwork } from './scene.ts'
import { directTable } from './seed.ts'
import { sessions } from './sessions.ts'
import { sites } from './sites.ts'
import { measureStarts } from './starts.ts'
import { openTap, type Tap } from './tap.ts'

const { values: options } = parseArgs({
  options: {
    markdown: { type: 'boolean' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    sizes: { type: 'string', default: '100,1000,10000,100000' },
    plot: { type: 'string' },
  },
})
const tableName = 'bench'
const [due, pending] = [1_000, 9_000]

/** Everything that costs request units. */
async function measureCosts(stack: Stack, tap: Tap, dynamoDb: string) {
  const sheet = openSheet(stack, measuring(stack, tap))
  const table = directTable(dynamoDb, tableName)
  await stopClockwork(stack)
  const [small, manyRoles] = [await smallScene(stack, table), await manyRolesScene(stack, table)]
  await readings(sheet, small, 'one role')
  await readings(sheet, manyRoles, '20 roles')
  await changes(sheet, small, 'one role')
  await changes(sheet, manyRoles, '20 roles')
  await inviting(sheet, small, 'one role')
  await inviting(sheet, manyRoles, '20 roles')
  await joining(sheet, small, manyRoles)
  await accounts(sheet, small)
  await sessions(sheet, small)
  await removing(sheet, small)
  await sites(sheet, small)
  await roles(sheet, manyRoles)
  await triggers(sheet, small)
  await following(sheet, small, table)
  await hearing(sheet, small)
  await expiring(sheet, await dueScene(stack, table, due, pending), pending)
  return sheet.rows
}

/** What finding people costs in organizations of these sizes. */
async function measureFinding(stack: Stack, tap: Tap, dynamoDb: string): Promise<Findings> {
  await stopClockwork(stack)
  const measure = measuring(stack, tap)
  const findings: Findings = []
  for (const size of options.sizes.split(',').map(Number)) {
    const crowd = await crowdScene(stack, dynamoDb, tableName, size)
    const found = []
    for (const one of cases) found.push(await find({ measure, stack, crowd }, one))
    findings.push({ size, found })
  }
  return findings
}

async function onStack<T>(work: (stack: Stack, tap: Tap, dynamoDb: string) => Promise<T>): Promise<T> {
  const dynamoDb = await startDynamoDb({ folder: null })
  const tap = await openTap(dynamoDb.endpoint, tableName)
  const stack = await startStack({ port: 0, folder: null, dynamoDb: tap.url, tableName })
  try {
    return await work(stack, tap, dynamoDb.endpoint)
  } finally {
    await stack.close()
    await tap.close()
    await dynamoDb.close()
  }
}

/** Whoever adds a function with the table in hand adds its row. */
function unmeasured(rows: Row[]): string[] {
  const measured = new Set(rows.map(({ subject }) => subject))
  return allFunctions
    .filter(
      spec => spec.grants.includes('table:read') && !('on' in spec && spec.on.kind === 'operator') && !measured.has(spec.name),
    )
    .map(({ name }) => name)
}

const print = (table: Table) => console.log((options.markdown ? asMarkdown : asText)(table))

const runs = (part: string) => options.only === undefined || options.only === part

if (runs('units')) {
  const rows = await onStack(measureCosts)
  print(costTable(rows))
  const missing = unmeasured(rows)
  if (missing.length > 0) console.log(`Not measured yet: ${missing.join(', ')}.`)
  if (missing.length > 0 || rows.some(overBudget)) process.exitCode = 1
}
if (runs('finding')) {
  const findings = await onStack(measureFinding)
  print(findingTable(findings))
  if (options.plot) await writeFile(options.plot, plotOf(findings))
  if (isOverAnywhere(findings)) process.exitCode = 1
}
if (runs('bundles')) print(startTable(await measureStarts(Number(options.rounds))))
