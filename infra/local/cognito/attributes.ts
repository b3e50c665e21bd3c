import { invalidParameter } from './errors.ts'
import type { User } from './users.ts'

export type AttributeList = { Name: string; Value: string }[]

/** "Working with user attributes": the standard ones; this pool declares no custom attribute. */
const standard = new Set(
  `address birthdate email email_verified family_name gender given_name locale middle_name name nickname
  phone_number phone_number_verified picture preferred_username profile updated_at website zoneinfo`.split(/\s+/),
)

const flags = ['email_verified', 'phone_number_verified']

export function checkAttributes(attributes: Record<string, string>) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'sub') throw invalidParameter('user.sub: Attribute cannot be updated.')
    if (!standard.has(name))
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.`)
    if (value.length > 2048)
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: String must be no longer than 2048 characters`)
    if (flags.includes(name) && value !== 'true' && value !== 'false') throw invalidParameter(`Invalid ${name} value.`)
  }
  if (attributes.email && !isEmail(attributes.email)) throw invalidParameter('Invalid email address format.')
}

export const isEmail = (text: string) => /^[^\s@]+@[^\s@]+$/u.test(text)

export const fromList = (list: { Name: string; Value?: string }[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value = '' }) => [Name, Value]))

export const toList = (user: User): AttributeList =>
  Object.entries({ sub: user.sub, ...user.attributes }).map(([Name, Value]) => ({ Name, Value }))

/** As triggers see them: strings all, with the status among them. */
export const forTriggers = (user: User): Record<string, string> => ({
  sub: user.sub,
  'cognito:user_status': user.status,
  ...user.attributes,
})
