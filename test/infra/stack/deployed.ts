import { allFunctions, type FunctionSpec, pascal } from '../../../infra/function-files.ts'
import { isObject, type Json, type JsonObject, type Resource, type Resources, text } from './resources.ts'

export type Deployed = {
  spec: FunctionSpec
  function: Resource
  /** Each as `action on resource`, sorted. */
  may: string[]
  variables: JsonObject
}

/** Every declared function with what was deployed for it; fails unless it was, and once. */
export const deployedFunctions = (resources: Resources): Deployed[] => allFunctions.map(spec => deployed(resources, spec))

export function deployed(resources: Resources, spec: FunctionSpec): Deployed {
  const own = resources.of('AWS::Lambda::Function').filter(({ path }) => path.split('/').includes(pascal(spec.name)))
  const [found] = own
  if (!found || own.length > 1) throw new Error(`${spec.name} was deployed ${own.length} times.`)
  const role = resources.at(text(found.properties.Role).replace(/\.Arn$/, ''))
  const environment = isObject(found.properties.Environment) ? found.properties.Environment.Variables : undefined
  return { spec, function: found, may: rightsOf(role, resources), variables: isObject(environment) ? environment : {} }
}

/** All that a role may do, whether it stands in the role or is attached to it. */
export function rightsOf(role: Resource, resources: Resources): string[] {
  const attached = resources.of('AWS::IAM::Policy').filter(({ properties }) => list(properties.Roles).includes(role.path))
  const documents = [...list(role.properties.Policies), ...attached.map(({ properties }) => properties)].flatMap(policy =>
    isObject(policy) ? [policy.PolicyDocument ?? null] : [],
  )
  const managed = list(role.properties.ManagedPolicyArns).map(arn => `everything in ${JSON.stringify(arn)}`)
  return [...documents.flatMap(statementsIn).flatMap(rightsIn), ...managed].toSorted()
}

const statementsIn = (document: Json) => (isObject(document) ? list(document.Statement) : [])

function rightsIn(statement: Json): string[] {
  if (!isObject(statement)) return []
  const when = statement.Condition ? ` if ${JSON.stringify(statement.Condition)}` : ''
  const effect = statement.Effect === 'Allow' ? '' : `${text(statement.Effect)}: `
  return list(statement.Action).flatMap(action =>
    list(statement.Resource).map(resource => `${effect}${text(action)} on ${text(resource)}${when}`),
  )
}

export const list = (value: Json | undefined): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])
