import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Request = {
  method: string
  url: URL
  headers: Record<string, string>
  body: Buffer
  /** The socket's address, never a header's. */
  sourceIp: string
}

export type Response = { status: number; headers?: Record<string, string | string[]>; body?: string | Buffer }

export type Served = { url: string; port: number; close(): Promise<void> }

/**
 * One HTTP server on loopback.
 * @param port 0 for any free one. A taken port rejects with `EADDRINUSE`.
 */
export async function serve(port: number, answer: (request: Request) => Promise<Response> | Response): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    void respond(incoming, answer).then(response => {
      if (response === hangUp) incoming.socket.destroy()
      else outgoing.writeHead(response.status, response.headers).end(incoming.method === 'HEAD' ? undefined : response.body)
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const taken = (server.address() as AddressInfo).port
  return { url: `http://127.0.0.1:${taken}`, port: taken, close: () => close(server) }
}

/** The answer of a server that broke down: none. */
export const hangUp: Response = { status: 0 }

const loopback = ['127.0.0.1', 'localhost']

/**
 * Whether a web page open in the same browser is behind this: by a name of its own that it lets point to this machine, or by a call to
 * another origin, which browsers mark.
 */
export const fromElsewhere = ({ url, headers }: Request) =>
  !loopback.includes(url.hostname) || (headers.origin !== undefined && !loopback.includes(hostOf(headers.origin)))

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).hostname : '')

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Response => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

export const html = (status: number, page: string, headers: Record<string, string | string[]> = {}): Response => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: page,
})

async function respond(incoming: IncomingMessage, answer: (request: Request) => Promise<Response> | Response): Promise<Response> {
  try {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    return await answer({
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`),
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(',')])),
      body: Buffer.concat(parts),
      sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    })
  } catch (error) {
    console.error(error)
    return json(500, { message: 'Internal Server Error' })
  }
}

async function close(server: Server) {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
