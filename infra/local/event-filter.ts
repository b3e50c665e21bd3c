/** A condition as JSON: `"text"`, 1, true, null, `{ "prefix": "a" }`, `{ "exists": false }`, … */
export type EventPattern = { [key: string]: EventPattern | readonly unknown[] }

/**
 * Lambda's event filtering: an event passes when any of the patterns matches, and all when there is none.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
export const filterOf = (patterns: EventPattern[]) => (event: unknown) =>
  patterns.length === 0 || patterns.some(pattern => matches(pattern, event))

const matches = (pattern: EventPattern, event: unknown): boolean =>
  Object.entries(pattern).every(([key, wanted]) => {
    const value = isRecord(event) ? event[key] : undefined
    return isList(wanted) ? wanted.some(condition => holds(condition, value)) : matches(wanted, value)
  })

function holds(condition: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.some(one => holds(condition, one))
  if (!isRecord(condition)) return condition === value
  const [[name, wanted] = ['', null]] = Object.entries(condition)
  switch (name) {
    case 'exists':
      return (value !== undefined) === wanted
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(wanted))
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(wanted))
    case 'anything-but':
      return value !== undefined && ![wanted].flat().includes(value)
    default:
      throw new Error(`The local event filter does not know the operator "${name}".`)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: EventPattern | readonly unknown[]): value is readonly unknown[] => Array.isArray(value)
