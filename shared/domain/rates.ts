import { Refusal, type RefusalFacts } from './refusals.ts'

/**
 * How often something may be done. Windows are fixed, the minutes and days of UTC: then one number decides, exactly, and whoever is
 * refused can be told when to go on. The price: across the edge of a window up to twice as much may come close together.
 */
const rates = {
  requests: {
    seconds: 60,
    most: 'invitation requests a minute are taken from one organization',
    advice: 'One request takes up to 100 people.',
  },
  addresses: {
    seconds: 86_400,
    most: 'addresses a day can be invited into one organization',
    advice: 'The operator can raise this.',
  },
  mails: {
    seconds: 86_400,
    most: 'mails a day go from one organization to one address',
    advice: 'The operator can raise this.',
  },
  tokens: {
    seconds: 60,
    most: 'wrong invitation tokens a minute are looked at from one IP address',
    advice: 'Open the link of the newest mail.',
  },
  codes: {
    seconds: 86_400,
    most: 'codes a day are mailed to one person',
    advice: 'Enter the one of the newest mail.',
  },
  resets: {
    seconds: 86_400,
    most: 'mails for a new password a day go to one address',
    advice: 'Use the newest one.',
  },
  guesses: {
    seconds: 60,
    most: 'codes for a new password a minute are taken from one IP address',
    advice: 'Use the link of the newest mail.',
  },
} satisfies Record<RateName, { seconds: number; most: string; advice: string }>

export type RateName = NonNullable<RefusalFacts['limited']>

/** Fixed, since nobody knows whose token a wrong one is meant to be. */
export const wrongTokensPerMinute = 10

export const codesPerDay = 10

export const resetsPerDay = 5

/** Of a whole office behind one address, right ones too: whether a code is right shows only when it has been spent. */
export const guessesPerMinute = 30

/** The window that a moment lies in. */
export function windowOf(name: RateName, at: string): { from: string; until: string } {
  const length = rates[name].seconds * 1000
  const from = Math.floor(Date.parse(at) / length) * length
  return { from: new Date(from).toISOString(), until: new Date(from + length).toISOString() }
}

export function rateLimited(name: RateName, limit: number, at: string): Refusal {
  const { most, advice } = rates[name]
  const { until } = windowOf(name, at)
  const detail = `At most ${limit} ${most}. ${advice} Try again at ${until}.`
  const retryAfter = Math.ceil((Date.parse(until) - Date.parse(at)) / 1000)
  return new Refusal('rate_limited', detail, { limit, limited: name, retryAfter })
}
