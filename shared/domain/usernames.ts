const shape = /^[a-z0-9][a-z0-9._-]{2,39}$/

/** L3: one person, one spelling, whatever the case; null for what is no username: 3 to 40 of these characters. */
export function normalizeUsername(input: string): string | null {
  const username = input.normalize('NFKC').trim().toLowerCase()
  return shape.test(username) ? username : null
}
