/** Where an item is. The layout, and why, is in docs/data-model.md. */
export type Key = { pk: string; sk: string }

/** `#` separates the parts of a key, so a part that holds one is escaped: an id can never forge another key. */
export const join = (...parts: string[]): string => parts.map(part => part.replace(/[%#]/g, encodeURIComponent)).join('#')

const org = (orgId: string) => join('ORG', orgId)

export const organizationKey = (orgId: string): Key => ({ pk: org(orgId), sk: 'ORG' })
export const countsKey = (orgId: string): Key => ({ pk: org(orgId), sk: 'COUNTS' })
export const rolesKey = (orgId: string): Key => ({ pk: org(orgId), sk: 'ROLES' })
/** What no call needs to know of a role of the organization's own. */
export const roleKey = (orgId: string, roleId: string): Key => ({ pk: org(orgId), sk: join('ROLE', roleId) })
/** Which groups of an identity provider give which roles. */
export const groupsKey = (orgId: string): Key => ({ pk: org(orgId), sk: 'GROUPS' })
export const userKey = (orgId: string, userId: string): Key => ({ pk: org(orgId), sk: join('USER', userId) })
export const invitationKey = (orgId: string, invitationId: string): Key => ({
  pk: org(orgId),
  sk: join('INVITATION', invitationId),
})
export const siteKey = (orgId: string, siteId: string): Key => ({ pk: org(orgId), sk: join('SITE', siteId) })
/** By its folded name: one site of an organization has it. */
export const siteNameKey = (orgId: string, folded: string): Key => ({ pk: org(orgId), sk: join('SITENAME', folded) })
export const resourceKey = (orgId: string, type: string, id: string): Key => ({ pk: org(orgId), sk: join('RESOURCE', type, id) })
export const transferKey = (orgId: string, userId: string): Key => ({ pk: org(orgId), sk: join('TRANSFER', userId) })
export const eventKey = (orgId: string, eventId: string): Key => ({ pk: `${org(orgId)}#AUDIT`, sk: eventId })
/** As whom an identity provider knows somebody. Cognito's usernames know no case. */
export const linkOf = (provider: string, subject: string): string => join(provider.toLowerCase(), subject.toLowerCase())
export const linkKey = (link: string): Key => ({ pk: `LINK#${link}`, sk: 'LINK' })
export const identityKey = (userId: string): Key => ({ pk: join('IDENTITY', userId), sk: 'IDENTITY' })
export const emailKey = (email: string): Key => ({ pk: join('EMAIL', email), sk: join('EMAIL', email) })
export const usernameKey = (username: string): Key => ({ pk: join('USERNAME', username), sk: join('USERNAME', username) })
export const idempotencyKey = (orgId: string, userId: string, route: string, key: string): Key => ({
  pk: join('IDEMPOTENCY', orgId, userId, route),
  sk: join('KEY', key),
})
export const codeKey = (userId: string, what: string): Key => ({ pk: join('CODE', userId), sk: join('CODE', what) })
/** What is written of an address that nobody has, so that it takes as long as of one that somebody has. */
export function decoyKey(hash: string, what: string): Key {
  const key = join('DECOY', hash, what)
  return { pk: key, sk: key }
}
/** How often something was done in the window that begins at `from`. */
export function rateKey(name: string, of: string[], from: string): Key {
  const key = join('RATE', name, ...of, from)
  return { pk: key, sk: key }
}
/** Of one organization and one mailbox, by its keyed hash. */
export function suppressionKey(orgId: string, mailboxHash: string): Key {
  const key = join('NOMAIL', orgId, mailboxHash)
  return { pk: key, sk: key }
}
/** The list of organizations, for operators. */
export const directoryKey = (orgId: string): Key => ({ pk: 'ORGS', sk: orgId })

export const usersOf = org
/** Where the words of people's columns stand, each as `<word>#<user>`. */
export const wordsOfOrg = (orgId: string) => join('ORG', orgId, 'WORD')
export const wordKey = (orgId: string, word: string, userId: string): Key => ({ pk: wordsOfOrg(orgId), sk: join(word, userId) })
/** Whoever has access to a site, by name; `all` for those who have every site there is and will be. */
export const peopleOfSite = (orgId: string, siteId: string) => join('ORG', orgId, 'SITE', siteId)
/** What the words and the sites' lists hold of a user right now. */
export const indexedKey = (orgId: string, userId: string): Key => ({ pk: org(orgId), sk: join('INDEXED', userId) })
/** What somebody owns, in the cell index too, by type and id. */
export const ownedBy = (orgId: string, userId: string) => join('ORG', orgId, 'OWNER', userId)
export const cellOfOrg = (orgId: string, cell: string) => join('ORG', orgId, 'CELL', cell)

/** What falls due is spread over so many partitions of the sparse cell index. */
export const dueShards = Array.from({ length: 8 }, (_, shard) => `DUE#${shard}`)

export function dueShardOf(id: string): string {
  const last = id.charCodeAt(id.length - 1)
  return `DUE#${last % dueShards.length}`
}
