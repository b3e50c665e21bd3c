import { request } from 'node:http'
import type { Stack } from '../../infra/local/stack.ts'
import { advance, type Json } from './api.ts'

const seconds = { minute: 60, day: 86_400 }

/** Moves the clock to where the next minute or day of UTC begins, so that a test has all of it. */
export async function nextWindow(stack: Stack, span: keyof typeof seconds): Promise<void> {
  const { now }: Json = await (await fetch(`${stack.outputs.ControlUrl}/clock`)).json()
  const length = seconds[span] * 1000
  await advance(stack, (length - (Date.parse(now) % length)) / 1000)
}

/** A token of the right form that nobody has signed. */
export const wrongToken = (index: number): string => `org_01.inv_01.1.${'x'.repeat(42)}${index % 10}`

/** The status of one POST that comes from another address of this machine. */
export const postFrom = (stack: Stack, localAddress: string, path: string, body: object): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request(stack.outputs.ApiUrl + path, { method: 'POST', headers, localAddress }, answer => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', reject).end(JSON.stringify(body))
  })
