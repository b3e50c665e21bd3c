import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEMO_PASSWORD, demoOrganization, OWNER_EMAIL } from './demo.ts'
import { startDynamoDb } from './dynamodb.ts'
import { checkLayout } from './layout.ts'
import { startStack } from './stack.ts'
import { takeFolder } from './start-lock.ts'

type Options = { port: number; folder: string; fresh: boolean }

export type Demo = { greeting: string; close(): Promise<void> }

/**
 * DynamoDB Local, the stack and the demo organization.
 * @param fresh keeps nothing; only `outputs.json` and the lock are written to the folder
 */
export async function startDemo({ port, folder, fresh }: Options): Promise<Demo> {
  const undo: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const lock = takeFolder(folder)
    undo.push(() => lock.release())
    if (!fresh) checkLayout(folder)
    const file = join(folder, 'outputs.json')
    // Whoever waits for it must not take one that an earlier stack left behind.
    await rm(file, { force: true })
    const dynamoDb = await startDynamoDb({ folder: fresh ? null : join(folder, 'dynamodb') })
    undo.push(() => dynamoDb.close())
    const stack = await startStack({ port, folder: fresh ? null : folder, dynamoDb: dynamoDb.endpoint })
    undo.push(() => stack.close())
    const DemoOrgId = await demoOrganization(stack.state)
    undo.push(() => rm(file, { force: true }))
    await writeOutputs(file, { ...stack.outputs, DemoOrgId })
    return { greeting: greetingOf(stack.outputs, DemoOrgId, file, fresh), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** In the shape of `cdk deploy --outputs-file`, and whole at the moment it appears. */
async function writeOutputs(file: string, outputs: Record<string, string>): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify({ Roster: outputs }, null, 2)}\n`)
  await rename(`${file}.new`, file)
}

function greetingOf(outputs: Record<string, string>, orgId: string, file: string, fresh: boolean): string {
  return `
Roster runs. Ctrl-C ends it; ${fresh ? 'it keeps nothing.' : 'it keeps its state for the next start.'}

  Sign in    ${outputs.ApiUrl}/    as ${OWNER_EMAIL} with ${DEMO_PASSWORD}
  API        ${outputs.ApiUrl}/v1/openapi.json    organization ${orgId}
  Mail       ${outputs.MailboxUrl}    what was sent, to whom
  Control    ${outputs.ControlUrl}    move the clock, break a service
  All URLs   ${file}

  Create an organization:  npm run roster -- create-org --local --name "My company" --owner me@example.com
`
}
