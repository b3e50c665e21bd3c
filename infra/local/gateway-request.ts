import type { IncomingMessage } from 'node:http'

export type GatewayRequest = {
  method: string
  /** Percent-decoded, as HTTP APIs hand it on. */
  path: string
  /** As it was sent, without the question mark. */
  query: string
  protocol: string
  headers: Record<string, string>
  cookies: string[]
  sourceIp: string
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxHeaderBytes = 10_240
export const maxBodyBytes = 10 * 1024 * 1024

export type Refusal = { status: number; message: string }

/** The request without its body, or how API Gateway refuses it. */
export function parseRequest(incoming: IncomingMessage): GatewayRequest | Refusal {
  if (headerBytes(incoming) > maxHeaderBytes) return { status: 431, message: 'Request Header Fields Too Large' }
  const target = parseTarget(incoming.url ?? '/')
  if (!target) return { status: 400, message: 'Bad Request' }
  const { cookie, ...headers } = joinHeaders(incoming.rawHeaders)
  return {
    method: incoming.method ?? 'GET',
    ...target,
    protocol: `HTTP/${incoming.httpVersion}`,
    headers,
    cookies: cookie ? cookie.split(/;\s*/).filter(Boolean) : [],
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  }
}

/** The whole body; null when it is over the limit, and then none of it is kept, but all of it read, so that the client sees the answer. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  let parts: Buffer[] = []
  let size = 0
  for await (const part of incoming) {
    const bytes: Buffer = part // no encoding is set on the stream
    size += bytes.length
    if (size > maxBodyBytes) parts = []
    else parts.push(bytes)
  }
  return size > maxBodyBytes ? null : Buffer.concat(parts)
}

function headerBytes({ method, url, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, at) => at % 2 === 1)
  return values.reduce((total, value) => total + value.length, `${method} ${url} HTTP/1.1`.length)
}

/**
 * HTTP APIs decode the path before anything looks at it, so an encoded slash parts segments, and what follows an
 * encoded question mark is lost (both measured: aws/aws-lambda-dotnet#1901, middleapi/standard-server#93).
 */
function parseTarget(target: string): { path: string; query: string } | null {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const [raw = '', ...rest] = local.split('?')
  if (!raw.startsWith('/')) return null
  try {
    const [path = '/'] = decodeURIComponent(raw).split('?')
    return { path, query: rest.join('?') }
  } catch {
    return null
  }
}

/** Names in lower case, duplicates joined by commas (cookies by semicolons); Node's own `headers` would drop some duplicates. */
function joinHeaders(raw: string[]): Record<string, string> {
  const joined = new Map<string, string>()
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const before = joined.get(name)
    const value = raw[at + 1] ?? ''
    joined.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`)
  }
  return Object.fromEntries(joined)
}
