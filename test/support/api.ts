import type { Stack } from '../../infra/local/stack.ts'

// biome-ignore lint: the tests look into any JSON
export type Json = any // oxlint-disable-line typescript/no-explicit-any -- an answer of any route, which the test looks into

export type Answer = { status: number; headers: Headers; body: Json; text: string }

/** Whatever serves the API: a stack of the test's own, or one that `npm start` serves. */
export type Target = Pick<Stack, 'outputs'>

export type Ask = { token?: string; body?: unknown; headers?: Record<string, string> }

/** One request to the API, as any HTTP client makes it. A string body is sent as it is. */
export async function ask(stack: Target, method: string, path: string, { token, body, headers = {} }: Ask = {}): Promise<Answer> {
  const answer = await fetch(stack.outputs.ApiUrl + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
}

export type Mail = { to: string; from: string; subject: string; text: string; html: string; date: string }

/** What SES was given for this address, newest first, as soon as nothing is under way any more. */
export async function mailTo(stack: Target, email: string): Promise<Mail[]> {
  await settle(stack)
  const answer = await fetch(`${stack.outputs.MailboxUrl}/messages?to=${encodeURIComponent(email)}`)
  return answer.json()
}

/** The token behind # in the newest mail to this address. */
export async function tokenFor(stack: Target, email: string): Promise<string> {
  const [mail] = await mailTo(stack, email)
  const token = /\/accept#(\S+)/.exec(mail?.text ?? '')?.[1]
  if (!token) throw new Error(`No invitation was mailed to ${email}.`)
  return token
}

/** Waits until stream and queues have nothing left to do. */
export async function settle(stack: Target): Promise<void> {
  const answer = await control(stack, '/settle', { timeoutSeconds: 30 })
  if (!answer.settled) throw new Error(`Something goes on and on: ${JSON.stringify(answer.queues)}`)
}

export async function control(stack: Target, path: string, body: unknown): Promise<Json> {
  const answer = await fetch(stack.outputs.ControlUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const value = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value)}`)
  return value
}

export const advance = (stack: Target, seconds: number): Promise<Json> => control(stack, '/clock', { advanceSeconds: seconds })

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
