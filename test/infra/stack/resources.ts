export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }
type RawResource = { Type: string; Properties?: JsonObject; Metadata?: JsonObject; DeletionPolicy?: string }
export type Template = { Resources: Record<string, RawResource>; Outputs?: Record<string, { Value: Json }> }

/** `path` is the construct's, without the stack's own name: `Queues/Mail`. */
export type Resource = { path: string; type: string; properties: JsonObject; deletionPolicy?: string }

type Names = (logicalId: string) => Json | undefined

/**
 * The resources of a stack and its nested ones as one list. References read as `Queues/Mail.Arn` or `Data/Table`, also those that
 * reach a nested stack through its parameters, so that a test can say which resource it means.
 */
export class Resources {
  readonly all: readonly Resource[]

  constructor(root: Template, nested: Record<string, Template>) {
    const rootNames = namesIn(root)
    const inner = Object.values(root.Resources).flatMap(({ Type, Metadata, Properties }) => {
      const template = Type === 'AWS::CloudFormation::Stack' ? nested[text(Metadata?.['aws:asset:path'])] : undefined
      return template ? resourcesOf(template, parametersOf(Properties, rootNames)) : []
    })
    this.all = [...resourcesOf(root, () => undefined), ...inner]
  }

  of(type: string): Resource[] {
    return this.all.filter(resource => resource.type === type)
  }

  /** The only resource of this type. */
  one(type: string): Resource {
    const [found, ...others] = this.of(type)
    if (!found || others.length > 0) throw new Error(`There are ${others.length + (found ? 1 : 0)} of ${type}.`)
    return found
  }

  at(path: string): Resource {
    const found = this.all.find(resource => resource.path === path)
    if (!found) throw new Error(`There is no ${path}.`)
    return found
  }
}

/** `Roster-test/Queues/Mail/Resource` -> `Queues/Mail`. */
const pathOf = ({ Metadata }: RawResource) =>
  text(Metadata?.['aws:cdk:path'])
    .split('/')
    .slice(1)
    .filter(part => part !== 'Resource')
    .join('/')

const namesIn =
  ({ Resources: resources }: Template): Names =>
  id =>
    resources[id] && pathOf(resources[id])

function parametersOf(properties: JsonObject | undefined, names: Names): Names {
  const parameters = render(properties?.Parameters ?? {}, names)
  return id => (isObject(parameters) ? parameters[id] : undefined)
}

function resourcesOf(template: Template, parameters: Names): Resource[] {
  const own = namesIn(template)
  const names: Names = id => own(id) ?? parameters(id)
  return Object.values(template.Resources).map(raw => {
    const properties = render(raw.Properties ?? {}, names)
    return {
      path: pathOf(raw),
      type: raw.Type,
      properties: isObject(properties) ? properties : {},
      deletionPolicy: raw.DeletionPolicy,
    }
  })
}

/** A string as it is, anything else as JSON. */
export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value))

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function render(value: Json, names: Names): Json {
  if (Array.isArray(value)) return value.map(one => render(one, names))
  if (!isObject(value)) return value
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = value
  if (typeof Ref === 'string') return names(Ref) ?? Ref
  if (Array.isArray(attribute)) return `${text(names(text(attribute[0])) ?? attribute[0])}.${text(attribute[1])}`
  if (Array.isArray(joined) && Array.isArray(joined[1]))
    return joined[1].map(part => text(render(part, names))).join(text(joined[0]))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, render(inner, names)]))
}
