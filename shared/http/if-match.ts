import { Refusal } from '../domain/refusals.ts'
import { etagOf } from './answers.ts'

/** RFC 9110, 13.1.1. `version` undefined: there is nothing yet, which no ETag matches, and `*` does not either. */
export function checkIfMatch(ifMatch: string | null, version: number | undefined): void {
  if (ifMatch === null) return
  const given = ifMatch.split(',').map(tag => tag.trim())
  if (version === undefined)
    throw new Refusal('stale_version', 'There is nothing here to change. Leave If-Match out to create it.')
  if (given.includes('*') || given.includes(etagOf(version))) return
  throw new Refusal('stale_version', `This is at version ${version} by now. Read it again and repeat your change.`)
}
