import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { root } from '../../infra/local/root.ts'
import { parseCsv } from '../../infra/operator/import/csv.ts'
import type { Json } from './api.ts'

export type Ended = { code: number | null; out: string; error: string }
export type Running = { child: ChildProcess; ended: Promise<Ended> }

/** `npm run roster -- import …`, as a process of its own. */
export function startImport(args: string[], env: Record<string, string | undefined> = {}): Running {
  const child = spawn(process.execPath, ['infra/operator/roster.ts', 'import', ...args], {
    cwd: root,
    env: { ...process.env, ROSTER_TOKEN: undefined, ROSTER_PASSWORD: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, error] = [text(child.stdout), text(child.stderr)]
  const ended = once(child, 'close').then(async ([code]) => ({ code, out: await out, error: await error }))
  return { child, ended }
}

export type Row = Record<string, string>

/** The rows of a report, by the names of its columns, without the one that names the import. */
export async function reportOf(file: string): Promise<Row[]> {
  const [head, ...records] = parseCsv(await readFile(file, 'utf8'), ',')
  const rows = records.map(({ cells }) =>
    Object.fromEntries((head?.cells ?? []).map((name, index) => [name, cells[index] ?? ''])),
  )
  return rows.filter(({ status }) => status !== 'begun')
}

export const writePeople = (file: string, rows: string[]): Promise<void> => writeFile(file, `${rows.join('\n')}\n`)

export type Relayed = { method: string; path: string; key: string | undefined; body: Json; nth: number }
/** `lose`: the request is carried out, and the answer never arrives. `cut`: the request never arrives. */
export type Fate = 'pass' | 'lose' | 'cut'

export type Relay = {
  url: string
  seen: Relayed[]
  decide: (request: Relayed) => Fate | Promise<Fate>
  /** Called when an answer was passed on. */
  answered: () => void
  close(): void
}

/** Stands between a client and the API, as a network does. `decide` can be changed at any time. */
export async function openRelay(api: string): Promise<Relay> {
  const relay: Relay = { url: '', seen: [], decide: () => 'pass', answered: () => {}, close: () => {} }
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing))
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = '', url = '', headers } = incoming
    const body = await text(incoming)
    const key = headers['idempotency-key']?.toString()
    const request = { method, path: url, key, body: body && JSON.parse(body), nth: relay.seen.length }
    relay.seen.push(request)
    const fate = await relay.decide(request)
    if (fate === 'cut') return incoming.socket.destroy()
    const names = ['authorization', 'content-type', 'idempotency-key']
    const passed = names.flatMap((name): [string, string][] => (headers[name] ? [[name, String(headers[name])]] : []))
    const answer = await fetch(api + url, { method, headers: passed, ...(body && { body }) })
    const answered = await answer.text()
    if (fate === 'lose') return incoming.socket.destroy()
    const { 'content-type': type, 'retry-after': retryAfter } = Object.fromEntries(answer.headers)
    outgoing.writeHead(answer.status, { ...(type && { 'content-type': type }), ...(retryAfter && { 'retry-after': retryAfter }) })
    return outgoing.end(answered, () => relay.answered())
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  relay.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
  relay.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return relay
}
