import type { Json } from './api.ts'

type Check = (schema: Json, value: Json, at: string) => string[]

/** What says nothing about a value, or is looked at by `strange`. */
const silent = new Set(['description', 'default', 'title', '$schema', 'format', 'additionalProperties'])

const typeOf = (value: Json) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const hasType = (type: string, value: Json) => (type === 'integer' ? Number.isInteger(value) : typeOf(value) === type)
const fault = (fine: boolean, at: string, words: string) => (fine ? [] : [`${at} ${words}`])

/**
 * JSON Schema 2020-12 as far as our document uses it: every fault by path. A keyword that this does not know throws, so that nothing
 * passes unseen.
 */
export function faultsAgainst(document: Json, schema: Json, value: Json): string[] {
  const each: Record<string, Check> = {
    $ref: (ref, value, at) => check(resolve(document, ref), value, at),
    type: (type, value, at) =>
      fault(
        [type].flat().some((one: string) => hasType(one, value)),
        at,
        `is no ${type}`,
      ),
    enum: (values, value, at) => fault(values.includes(value), at, `is none of ${values}`),
    const: (constant, value, at) => fault(value === constant, at, `is not ${constant}`),
    pattern: (pattern, value, at) =>
      fault(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), at, `breaks ${pattern}`),
    minimum: (least, value, at) => fault(!(value < least), at, `is below ${least}`),
    maximum: (most, value, at) => fault(!(value > most), at, `is above ${most}`),
    minLength: (least, value, at) => fault(!(value?.length < least), at, 'is too short'),
    maxLength: (most, value, at) => fault(!(value?.length > most), at, 'is too long'),
    minItems: (least, value, at) => fault(!(value?.length < least), at, 'has too few entries'),
    maxItems: (most, value, at) => fault(!(value?.length > most), at, 'has too many entries'),
    required: (names, value, at) =>
      typeOf(value) === 'object' ? names.flatMap((name: string) => fault(name in value, at, `lacks ${name}`)) : [],
    items: (schema, value, at) =>
      Array.isArray(value) ? value.flatMap((one, index) => check(schema, one, `${at}[${index}]`)) : [],
    properties: (schemas, value, at) =>
      Object.keys(schemas).flatMap(name => (value && name in value ? check(schemas[name], value[name], `${at}.${name}`) : [])),
    propertyNames: (schema, value, at) => Object.keys(value).flatMap(name => check(schema, name, `${at} name`)),
    anyOf: (schemas, value, at) =>
      fault(
        schemas.some((one: Json) => check(one, value, at).length === 0),
        at,
        'fits no form',
      ),
    oneOf: (schemas, value, at) =>
      fault(schemas.filter((one: Json) => check(one, value, at).length === 0).length === 1, at, 'does not fit exactly one form'),
  }
  const check: Check = (schema, value, at) => {
    const known = Object.keys(schema).filter(keyword => !silent.has(keyword))
    const faults = known.flatMap(keyword => {
      const rule = each[keyword]
      if (!rule) throw new Error(`The schema at ${at} has an unknown keyword: ${keyword}.`)
      return rule(schema[keyword], value, at)
    })
    return [...faults, ...strange(schema, value, at, check)]
  }
  return check(schema, value, 'answer')
}

function strange({ additionalProperties, properties = {} }: Json, value: Json, at: string, check: Check): string[] {
  if (additionalProperties === undefined || typeOf(value) !== 'object') return []
  const names = Object.keys(value).filter(name => !(name in properties))
  return names.flatMap(name =>
    additionalProperties === false
      ? [`${at} has ${name}, which is not declared`]
      : check(additionalProperties, value[name], `${at}.${name}`),
  )
}

/** What a reference within the document points to; throws for one that leads nowhere, or only to itself. */
export function resolve(document: Json, ref: string, seen: string[] = []): Json {
  if (!ref.startsWith('#/') || seen.includes(ref)) throw new Error(`${ref} leads nowhere.`)
  const target = ref
    .slice(2)
    .split('/')
    .reduce((value: Json, part) => value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)
  if (target === undefined) throw new Error(`${ref} leads nowhere.`)
  return target.$ref ? resolve(document, target.$ref, [...seen, ref]) : target
}
