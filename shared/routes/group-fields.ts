import * as z from 'zod/mini'
import { unmappedRules } from '../domain/groups.ts'
import { ids, line, time } from './fields.ts'

const provider = z
  .nullable(
    z
      .string()
      .check(
        z.regex(
          /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,31}$/u,
          'must be 1 to 32 letters, digits, dots, hyphens and underscores, and begin with a letter or digit',
        ),
      ),
  )
  .check(z.describe('The name of an identity provider of this deployment; it need not be there yet. Null only without mappings.'))

const unmapped = z.enum(unmappedRules).check(z.describe('What whoever is in none of these groups gets.'))

const mapping = z.strictObject({
  group: line(256).check(z.minLength(1), z.describe('As the provider says it, exactly: a name, or an id.')),
  roleIds: ids('rol', 20).check(z.minLength(1), z.describe('Never Owner.')),
})

const mappings = z.array(mapping).check(
  z.maxLength(100),
  z.refine(list => allDiffer(list.map(({ group }) => group)), 'must not name the same group twice'),
  z.describe('Whoever is in several groups gets the roles of all of them. Empty: switched off, and roles are edited by hand.'),
)

const allDiffer = (list: string[]) => new Set(list).size === list.length

export const mappingsShape = z
  .object({
    provider,
    mappings: z.array(z.object({ group: z.string(), roleIds: z.array(z.string()) })),
    unmapped,
    providerConfigured: z.boolean().check(z.describe('Whether this deployment has an identity provider of that name.')),
    updatedAt: z.nullable(time).check(z.describe('Null: never set.')),
    version: z.number().check(z.describe('Goes up with every change; the same as in the ETag. 0: never set.')),
  })
  .register(z.globalRegistry, { id: 'GroupMappings' })

export const mappingsWish = z.strictObject({ provider, mappings, unmapped: z._default(unmapped, 'default-roles') })
