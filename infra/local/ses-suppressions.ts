import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import { hangUp, json, type Request, type Response } from './serve.ts'
import { refused } from './ses-send.ts'
import type { State } from './state.ts'

type Reason = 'BOUNCE' | 'COMPLAINT'
type Entry = { EmailAddress: string; Reason: Reason; LastUpdateTime: number }

/** Why SES would not deliver to this address, or null. */
export type SuppressionOf = (address: string) => Reason | null

export const suppressionPath = '/v2/email/suppression/addresses'

const operations: Record<string, string> = {
  GET: 'GetSuppressedDestination',
  PUT: 'PutSuppressedDestination',
  DELETE: 'DeleteSuppressedDestination',
}

/**
 * The account's suppression list: https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
 * SES adds whoever bounced hard or complained, but never the addresses of its simulator; so here only what is put stands on it.
 */
export function openSuppressions({ state, clock, faults }: { state: State; clock: Clock; faults: Faults }) {
  const kept = state.collection<Entry>('suppression')
  const find = (address: string) => kept.get(address.toLowerCase())
  const put = ({ EmailAddress, Reason }: Pick<Entry, 'EmailAddress' | 'Reason'>): Response => {
    kept.put(EmailAddress.toLowerCase(), { EmailAddress, Reason, LastUpdateTime: clock.now() / 1000 })
    return json(200, {})
  }
  const answer = ({ method, url, body }: Request): Response => {
    // What the SDK's serializer made of a PutSuppressedDestinationRequest.
    if (method === 'PUT') return put(JSON.parse(String(body)))
    const address = decodeURIComponent(url.pathname.slice(suppressionPath.length + 1))
    const found = find(address)
    if (!found) return refused('NotFoundException', `Email address ${address} does not exist on your suppression list.`)
    if (method === 'GET') return json(200, { SuppressedDestination: found })
    kept.remove(address.toLowerCase())
    return json(200, {})
  }
  const suppressionOf: SuppressionOf = address => find(address)?.Reason ?? null
  return {
    suppressionOf,
    call(request: Request): Response {
      const operation = operations[request.method]
      if (!operation) return json(405, { message: 'Method not allowed' })
      const fault = faults.strike('ses', operation)
      if (fault === 'ConnectionRefused') return hangUp
      if (fault && fault !== 'ConnectionLost') return refused(fault, `${fault}, injected`)
      const response = answer(request)
      return fault ? hangUp : response
    },
  }
}
