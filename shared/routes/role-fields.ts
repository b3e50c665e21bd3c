import * as z from 'zod/mini'
import { roleLimit } from '../domain/role-changes.ts'
import { userStatuses } from '../domain/users.ts'
import { ids, line, unique } from './fields.ts'

const name = line(100).check(z.minLength(1), z.describe('1 to 100 characters; not that of a built-in role.'))
const description = line(500).check(z.describe('At most 500 characters; empty: none.'))
const permissions = z.array(z.string().check(z.maxLength(60))).check(z.maxLength(200), unique)
const siteBound = z.boolean().check(z.describe('Whether its permissions reach only people who share a site with the holder.'))

export const roleWish = z.strictObject({
  name,
  description: z.optional(description),
  permissions: z.optional(permissions.check(z.describe('None, unless said. All of them are held by whoever makes the role.'))),
  siteBound: z.optional(siteBound.check(z.describe('False unless said.'))),
})

export const roleChange = z.strictObject({
  name: z.optional(name),
  description: z.optional(description),
  permissions: z.optional(permissions),
  siteBound: z.optional(siteBound),
})

export const roleDeletion = z.strictObject({
  replaceWith: z.optional(
    z.string().check(z.regex(/^rol_[0-9a-z_]{1,60}$/), z.describe('Whoever has the role gets this one in its place.')),
  ),
})

export const previewWish = z.strictObject({ permissions: z.optional(permissions), siteBound: z.optional(siteBound) })

const effect = {
  gains: z.array(z.string()).check(z.describe('Permissions that come, or reach everywhere and not only at the own sites.')),
  loses: z.array(z.string()).check(z.describe('Permissions that go, or reach only at the own sites from then on.')),
}

export const previewShape = z
  .object({
    possible: z.boolean(),
    refusal: z
      .nullable(z.object({ code: z.string(), detail: z.string() }))
      .check(z.describe('What saving it would answer now; null: it would be saved.')),
    ...effect,
    memberCount: z.int().check(z.describe('How many people have the role, whatever their status.')),
    items: z
      .nullable(
        z.array(
          z.object({
            user: z.object({
              id: z.string(),
              displayName: z.string(),
              email: z.nullable(z.string()),
              status: z.enum(userStatuses),
            }),
            ...effect,
          }),
        ),
      )
      .check(
        z.describe(
          'Those of this page, by name, for whom something changes; whoever gets it by another role, too, is not among them. Null without `users:read`.',
        ),
      ),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'RolePreview' })

const reach = z.enum(['everywhere', 'own-sites']).check(z.describe('Towards everybody, or only towards people of the own sites.'))
const role = z.object({ id: z.string(), name: z.string() })
const byRole = {
  kind: z.literal('role'),
  ...role.shape,
  groups: z
    .optional(z.array(z.string()))
    .check(z.describe('Where an identity provider decides: the groups there that give the role.')),
}

export const accessShape = z
  .object({
    userId: z.string(),
    inForce: z.boolean().check(z.describe('Whether the person is active: else all this counts for nothing now.')),
    permissions: z.array(
      z.object({
        permission: z.string(),
        reach,
        sources: z.array(
          z.discriminatedUnion('kind', [z.object({ ...byRole, reach }), z.object({ kind: z.literal('extra'), reach })]),
        ),
      }),
    ),
    sites: z.object({
      siteIds: z.union([z.literal('all'), ids('ste', 100)]),
      sources: z.array(z.discriminatedUnion('kind', [z.object(byRole), z.object({ kind: z.literal('user') })])),
    }),
  })
  .register(z.globalRegistry, { id: 'Access' })

export const limitInWords = `An organization has at most ${roleLimit} roles of its own beside the built-in ones.`
