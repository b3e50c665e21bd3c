/**
 * Every text of a catalogue by its path, such as `accept.title`; a function gives one for each of these calls.
 * @param calls the arguments of each call; what a function does not take it ignores
 */
export function textsOf(catalogue: object, calls: unknown[][], path = ''): Record<string, string> {
  const found = Object.entries(catalogue).map(([key, value]): Record<string, string> => {
    const at = path ? `${path}.${key}` : key
    if (typeof value === 'object') return textsOf(value, calls, at)
    if (typeof value !== 'function') return { [at]: value }
    return Object.fromEntries(calls.map((values, index) => [`${at}#${index}`, value(...values)]))
  })
  return Object.assign({}, ...found)
}
