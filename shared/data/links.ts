import type { Assertion } from '../domain/federation.ts'
import type { Identity } from '../domain/identities.ts'
import { stale } from './failures.ts'
import { identityKey, linkKey, linkOf } from './keys.ts'
import type { Place, Write } from './table.ts'

/** Who signs in here as this subject of a provider; `subject` as the provider spells it. */
export type Link = { userId: string; subject: string }

export const linkAt = (provider: string, subject: string): Place<Link | undefined> => ({
  key: linkKey(linkOf(provider, subject)),
  from: item => item && { userId: String(item.userId), subject: String(item.subject) },
})

/** What becomes of the identity with it: the provider has spoken for the mailbox, and whoever held a lease is done with it. */
type Become = Partial<Pick<Identity, 'credentials' | 'mustChangePassword' | 'emailVerified' | 'provenBy' | 'lease'>>

/**
 * The subject is this person from here on; the identity knows it, so that the link goes with it.
 * @param before the link as it was read, to somebody who is no more
 */
export function linkIdentity(
  { userId, version, links = [] }: Identity,
  { provider, subject }: Assertion,
  before: Link | undefined,
  become: Become = {},
): Write[] {
  const link = linkOf(provider, subject)
  return [
    {
      put: { ...linkKey(link), userId, subject },
      if: before ? { userId: { is: before.userId } } : { pk: 'absent' },
      otherwise: stale,
    },
    {
      change: identityKey(userId),
      set: { ...become, links: [...new Set([...links, link])] },
      remove: become.lease === null ? ['cell', 'cellKey'] : [],
      add: { version: 1 },
      if: { version: { is: version } },
      otherwise: stale,
    },
  ]
}
