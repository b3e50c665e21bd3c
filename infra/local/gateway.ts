import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from './clock.ts'
import { openAuthorizer } from './gateway-authorizer.ts'
import { openCors } from './gateway-cors.ts'
import { buildEvent, newRequestId } from './gateway-event.ts'
import { type Invoke, integrate } from './gateway-lambda.ts'
import { type GatewayRequest, parseRequest, readBody } from './gateway-request.ts'
import { type GatewayResponse, internalError, ownAnswer } from './gateway-result.ts'
import { compileRoutes, type GatewayRoute } from './gateway-routes.ts'
import type { Served } from './serve.ts'

export type { GatewayEvent } from './gateway-event.ts'
export type { GatewayRoute } from './gateway-routes.ts'

export type GatewayOptions = {
  /** 0 for any free one. A taken port rejects with `EADDRINUSE`. */
  port: number
  routes: readonly GatewayRoute[]
  /** The function behind the `$default` route, which needs no token. */
  fallback: string
  invoke: Invoke
  issuer: string
  audience: string
  clock: Clock
  corsOrigins?: readonly string[]
  /** The integration timeout, and how long a client may take to send a request; 30 seconds. */
  timeoutMs?: number
}

type Handle = (incoming: IncomingMessage, requestId: string) => Promise<GatewayResponse>

/**
 * A stand-in for an API Gateway HTTP API, for the local stack and the tests. What the documentation leaves open
 * follows published measurements; each is cited where it is used.
 */
export async function startGateway(options: GatewayOptions): Promise<Served> {
  const handle = openHandler(options)
  const { timeoutMs = 30_000 } = options
  const limits = {
    maxHeaderSize: 64 * 1024,
    requestTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    keepAliveTimeout: 60_000,
    connectionsCheckingInterval: 500,
  }
  const server = createServer(limits, (incoming, outgoing) => void serveOne(handle, incoming, outgoing))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseRaw(socket, rawStatus(error.code)))
  server.on('connect', (_, socket) => refuseRaw(socket, 400))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return { url: `http://127.0.0.1:${port}`, port, close: () => close(server) }
}

function openHandler(options: GatewayOptions): Handle {
  const { routes, fallback, invoke, clock, timeoutMs = 30_000 } = options
  const choose = compileRoutes(routes)
  const authorize = openAuthorizer(options)
  const cors = openCors(options.corsOrigins)
  const route = async (request: GatewayRequest, body: Buffer, requestId: string): Promise<GatewayResponse> => {
    const match = choose(request.method, request.path)
    const verdict = match?.route.auth === 'jwt' ? await authorize(request.headers.authorization) : null
    if (verdict && 'challenge' in verdict) return ownAnswer(401, 'Unauthorized', { 'www-authenticate': verdict.challenge })
    const routeKey = match ? `${match.route.method} ${match.route.path}` : '$default'
    const event = buildEvent(request, { routeKey, params: match?.params ?? {}, body, requestId, at: clock.now(), ...verdict })
    return integrate(invoke, match?.route.name ?? fallback, event, timeoutMs)
  }
  return async (incoming, requestId) => {
    const request = parseRequest(incoming)
    const body = await readBody(incoming)
    if ('status' in request) return ownAnswer(request.status, request.message)
    if (!body) return cors.decorate(request, ownAnswer(413, 'Request Entity Too Large'))
    return cors.preflight(request) ?? cors.decorate(request, await route(request, body, requestId))
  }
}

async function serveOne(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse) {
  const requestId = newRequestId()
  outgoing.on('error', () => outgoing.destroy())
  try {
    send(incoming, outgoing, requestId, await handle(incoming, requestId))
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) return // the client went away while it was sending
    console.error(error)
    if (!outgoing.headersSent) send(incoming, outgoing, requestId, internalError())
  }
}

function send(
  { method }: IncomingMessage,
  outgoing: ServerResponse,
  requestId: string,
  { status, headers, body }: GatewayResponse,
) {
  const bodyless = status === 204 || status === 304
  const length = bodyless ? {} : { 'content-length': Buffer.byteLength(body) }
  outgoing.writeHead(status, { ...headers, ...length, 'apigw-requestid': requestId })
  outgoing.end(bodyless || method === 'HEAD' ? undefined : body)
}

const rawStatus = (code: string | undefined) => ({ HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 })[code ?? ''] ?? 400

/** For what never became a request: Node hands over the bare socket. */
function refuseRaw(socket: Duplex, status: number) {
  socket.on('error', () => socket.destroy())
  if (!socket.writable) return socket.destroy()
  const reason = STATUS_CODES[status] ?? ''
  const body = JSON.stringify({ message: reason })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
  ]
  return socket.end(`${[...head, `apigw-requestid: ${newRequestId()}`].join('\r\n')}\r\n\r\n${body}`)
}

async function close(server: Server) {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
