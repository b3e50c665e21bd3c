import type { Cost } from './measure.ts'

/** The most that an operation may cost; what is left out has no figure. */
export type Budget = Partial<Cost>

const authorize = { few: 3, many: 5 }

/**
 * The table "What each operation may cost" of the design. One user costs so much more than admitting the caller, which is there with
 * the first read; every other figure is taken as the whole call's, the strictest way to read it.
 */
export const budgets = {
  authorizeFewRoles: { hops: 1, reads: authorize.few, writes: 0 },
  authorize: { hops: 1, reads: authorize.many, writes: 0 },
  oneUserFewRoles: { hops: 1, reads: authorize.few + 4, writes: 0 },
  oneUser: { hops: 1, reads: authorize.many + 4, writes: 0 },
  page: { hops: 2, reads: 6, writes: 0 },
  statusPage: { hops: 2, reads: 8, writes: 0 },
  inviteOne: { hops: 2, reads: 8, writes: 48 },
  accept: { hops: 4, reads: 10, writes: 36, cognito: 2 },
  changeUser: { hops: 2, reads: 8, writes: 24 },
  signIn: { hops: 1, reads: 2, writes: 7 },
  /** A read: it writes nothing. */
  reading: { writes: 0 },
  none: {},
} satisfies Record<string, Budget>

/** At 10 000 users a full page may cost so many times what it costs at a few hundred. */
export const flat = 1.1
