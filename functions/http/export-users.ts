import { table } from '../../shared/aws/dynamodb.ts'
import { signingKey } from '../../shared/aws/secrets.ts'
import { countsAt } from '../../shared/data/counts.ts'
import type { UserPosition } from '../../shared/data/user-page.ts'
import { findUsers } from '../../shared/data/user-pages.ts'
import { csvHead, csvOf } from '../../shared/http/csv.ts'
import { readCursor, writeCursor } from '../../shared/http/cursors.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { showUser } from '../../shared/http/shapes.ts'
import { userQuery } from '../../shared/http/user-list.ts'
import { exportUsers } from '../../shared/routes/users.ts'

/** Lambda answers at most 6 MB, as JSON, and API Gateway waits 30 s. */
const enough = { bytes: 4_000_000, milliseconds: 12_000 }
const people = 250
const effort = { units: 1000, rounds: 12 }

/** A3: as much as one answer holds; `Link` says where it goes on. */
export const handler = endpoint(
  exportUsers,
  { table, signingKey },
  ({ params }) => ({ counts: countsAt(params.orgId) }),
  async ({ caller, roles, query: { cursor, ...chosen }, found: { counts }, event }, { table, signingKey }) => {
    const key = await signingKey('cursor')
    const binding = [exportUsers.name, caller.orgId, caller.userId, chosen]
    const query = { ...userQuery(chosen, caller, roles), limit: people, cells: counts.cells }
    let next = cursor === undefined ? undefined : readCursor<UserPosition>(cursor, binding, key)
    let text = cursor === undefined ? csvHead() : ''
    let bytes = 0
    for (const until = performance.now() + enough.milliseconds; ; ) {
      const page = await findUsers(table, { ...query, after: next }, effort)
      const more = csvOf(page.found.map(record => showUser(record, caller, roles, counts.activeOwners)))
      const size = Buffer.byteLength(JSON.stringify(more))
      if (bytes > 0 && bytes + size > enough.bytes) break // these begin the next answer
      bytes += size
      text += more
      next = page.next ?? undefined
      if (!next || performance.now() > until) break
    }
    const headers = { 'content-disposition': 'attachment; filename="users.csv"' }
    return {
      text,
      headers: next
        ? { ...headers, link: linkTo(event.rawPath, event.queryStringParameters, writeCursor(next, binding, key)) }
        : headers,
    }
  },
)

/** RFC 8288. */
const linkTo = (path: string, query: Record<string, string | undefined> | undefined, cursor: string) => {
  const given = Object.entries(query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return `<${path}?${new URLSearchParams([...given.filter(([name]) => name !== 'cursor'), ['cursor', cursor]])}>; rel="next"`
}
