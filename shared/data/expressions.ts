import type { Key } from './keys.ts'

export type Item = Key & Record<string, unknown>

/** What must hold of one attribute, named by its path (`user.version`). A number that `add` never moved is zero, too. */
export type Test = 'absent' | 'present' | 'zero' | { is: unknown } | { atLeast: number } | { upTo: number } | { atMost: string }
export type Conditions = Record<string, Test>

/** Attribute paths to values; `add` moves a number that may not be there yet. */
export type Update = { set?: Record<string, unknown>; add?: Record<string, number>; remove?: string[] }

type Names = Record<string, string>
type Values = Record<string, unknown>

/** DynamoDB's expression language, written from plain data, so that no expression is ever pieced together by hand. */
export function expressionsOf(conditions: Conditions | undefined, update?: Update) {
  const names: Names = {}
  const values: Values = {}
  const path = (text: string) =>
    text
      .split('.')
      .map(part => nameOf(names, part))
      .join('.')
  const value = (given: unknown) => {
    const name = `:v${Object.keys(values).length}`
    values[name] = given
    return name
  }
  const condition = Object.entries(conditions ?? {}).map(([attribute, test]) => clause(path(attribute), test, value))
  const changes = update ? updateOf(update, path, value) : ''
  return {
    ...(condition.length > 0 && { ConditionExpression: condition.join(' AND ') }),
    ...(changes && { UpdateExpression: changes }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}

function nameOf(names: Names, part: string): string {
  const known = Object.keys(names).find(name => names[name] === part)
  const name = known ?? `#n${Object.keys(names).length}`
  names[name] = part
  return name
}

function clause(path: string, test: Test, value: (given: unknown) => string): string {
  if (test === 'absent') return `attribute_not_exists(${path})`
  if (test === 'present') return `attribute_exists(${path})`
  if (test === 'zero') return `(attribute_not_exists(${path}) OR ${path} = ${value(0)})`
  if ('upTo' in test) return `(attribute_not_exists(${path}) OR ${path} <= ${value(test.upTo)})`
  if ('is' in test) return `${path} = ${value(test.is)}`
  return 'atLeast' in test ? `${path} >= ${value(test.atLeast)}` : `${path} <= ${value(test.atMost)}`
}

function updateOf(
  { set = {}, add = {}, remove = [] }: Update,
  path: (text: string) => string,
  value: (given: unknown) => string,
): string {
  const sets = Object.entries(set).filter(([, given]) => given !== undefined)
  const gone = [...remove, ...Object.keys(set).filter(attribute => set[attribute] === undefined)]
  return [
    sets.length > 0 && `SET ${sets.map(([attribute, given]) => `${path(attribute)} = ${value(given)}`).join(', ')}`,
    gone.length > 0 && `REMOVE ${gone.map(path).join(', ')}`,
    Object.keys(add).length > 0 &&
      `ADD ${Object.entries(add)
        .map(([attribute, by]) => `${path(attribute)} ${value(by)}`)
        .join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ')
}
