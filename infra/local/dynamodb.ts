import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type DynamoDbLocal, type Java, javaCommand, startJava } from './dynamodb-java.ts'

export type { DynamoDbLocal }

/**
 * AWS's own DynamoDB Local, on loopback only; it ends with this process, however that ends (see OnLoopback.java).
 * @param folder where its data outlives a restart, or null to keep everything in memory
 * @param port any free one unless given
 */
export async function startDynamoDb(options: { folder: string | null; port?: number; java?: string }): Promise<DynamoDbLocal> {
  const { folder, port = 0, java = javaCommand() } = options
  if (port) await waitUntilFree(port)
  const started = startJava(folder, java)
  const { endpoint } = await started.open(port)
  return { endpoint, close: started.close }
}

/** Any number of databases in memory, each apart from the others, in one process that starts with the first of them. */
export function openDatabases(): Java {
  let started: Java | undefined
  return {
    open(port) {
      started ??= startJava(null, javaCommand(), 1024)
      return started.open(port)
    },
    close: async () => started?.close(),
  }
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
