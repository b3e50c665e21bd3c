import { parseArgs } from 'node:util'
import { allFunctions } from '../../infra/function-files.ts'
import { startDynamoDb } from '../../infra/local/dynamodb.ts'
import { type Stack, startStack } from '../../infra/local/stack.ts'
import { changes, inviting, joining } from './changing.ts'
import { expiring, following, triggers } from './following.ts'
import { measuring } from './measure.ts'
import { asMarkdown, asText, costTable, flatTable, startTable, type Table } from './print.ts'
import { flatness, listing, readings } from './reading.ts'
import { openSheet, overBudget, type Row } from './rows.ts'
import { dueScene, largeScene, manyRolesScene, smallScene, stopClockwork } from './scene.ts'
import { directTable } from './seed.ts'
import { measureStarts } from './starts.ts'
import { openTap, type Tap } from './tap.ts'

const { values: options } = parseArgs({
  options: { markdown: { type: 'boolean' }, only: { type: 'string' }, rounds: { type: 'string', default: '9' } },
})
const tableName = 'bench'
const [large, due, pending] = [10_000, 1_000, 9_000]

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
  await triggers(sheet, small)
  await following(sheet, small, table)
  const many = await largeScene(stack, table, large)
  await listing(sheet, many, `${large} users`)
  const flat = await flatness(sheet, small, many)
  await expiring(sheet, await dueScene(stack, table, due, pending), pending)
  return { rows: sheet.rows, flat, sizes: [small.people.length, large] as [number, number] }
}

async function onStack() {
  const dynamoDb = await startDynamoDb({ folder: null })
  const tap = await openTap(dynamoDb.endpoint, tableName)
  const stack = await startStack({ port: 0, folder: null, dynamoDb: tap.url, tableName })
  try {
    return await measureCosts(stack, tap, dynamoDb.endpoint)
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

if (options.only !== 'bundles') {
  const { rows, flat, sizes } = await onStack()
  print(costTable(rows))
  print(flatTable(flat, sizes))
  const missing = unmeasured(rows)
  if (missing.length > 0) console.log(`Not measured yet: ${missing.join(', ')}.`)
  if (flat.over || missing.length > 0 || rows.some(overBudget)) process.exitCode = 1
}
if (options.only !== 'units') print(startTable(await measureStarts(Number(options.rounds))))
