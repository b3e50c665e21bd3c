import * as z from 'zod/mini'
import { problemShape, time, userShape } from './fields.ts'

const someId = (prefix: string) => z.string().check(z.regex(new RegExp(`^${prefix}_[0-9a-z_]{1,60}$`)))
export const userId = someId('usr')

const described = (text: string) => z.describe(text)
const person = z.object({ id: z.string(), displayName: z.string() })
const siteIds = z.union([z.literal('all'), z.array(z.string())])

/** A person with the latest transfer of what they owned: the answer of whatever shows or moves one person's things. */
export const userDetails = z
  .extend(userShape, {
    groups: z
      .optional(z.array(z.string()))
      .check(described('Only with `rolesManagedBy`: the mapped groups of the latest sign-in, which the roles come from.')),
    transfer: z
      .optional(
        z.object({
          toUserId: z.string(),
          total: z.int().check(described('How many resources there were to move when it began.')),
          moved: z
            .int()
            .check(described('How many have arrived; fewer than the total in the end, if some went elsewhere meanwhile.')),
          startedAt: time,
          finishedAt: z.nullable(time).check(described('Null: still under way.')),
        }),
      )
      .check(
        described(
          'Where the resources of this person went, the last time that all of them were moved; left out where none were.',
        ),
      ),
  })
  .register(z.globalRegistry, { id: 'UserDetails' })

export const removalPreview = z
  .object({
    dryRun: z.literal(true),
    possible: z.boolean(),
    refusal: z.nullable(problemShape).check(described('What the removal would answer now; null when it is possible.')),
    moves: z.object({ resources: z.int(), to: z.nullable(person) }),
    loses: z.object({
      roles: z.array(z.object({ id: z.string(), name: z.string() })),
      extraPermissions: z.array(z.string()),
      siteIds,
      lastOwner: z.boolean().check(described('Nobody else owns the organization.')),
    }),
    frees: z.object({ seats: z.int() }),
  })
  .register(z.globalRegistry, { id: 'RemovalPreview' })

const asFlag = { type: 'boolean', const: true }
/** In a URL everything is text: `?dryRun=true`. */
export const flag = () => z.optional(z.literal('true').register(z.globalRegistry, asFlag))
const transferTo = z.optional(userId.check(described('Who receives the resources that the person owns.')))

export const leaveQuery = z.strictObject({ transferTo })

/** Beside other faults too, so that all of them are told at once. */
const always = () => true

export const removalQuery = z
  .strictObject({
    transferTo,
    dryRun: flag(),
    permanent: flag(),
    confirm: z.optional(z.string().check(described('With permanent: the id of the user once more.'))),
  })
  .check(
    z.refine(({ permanent, confirm }) => permanent || confirm === undefined, {
      path: ['confirm'],
      message: 'belongs to permanent=true; a plain removal needs no confirmation',
      when: always,
    }),
    z.refine(({ permanent, transferTo }) => !permanent || transferTo === undefined, {
      path: ['transferTo'],
      message: 'is not possible with permanent=true: move the resources first, by POST …/transfer',
      when: always,
    }),
  )

const word = (what: string) =>
  z
    .string()
    .check(
      z.regex(/^(?!\.\.?$)[A-Za-z0-9._~:-]{1,128}$/, 'must be 1 to 128 letters of A-Z a-z 0-9 . _ ~ : -, but not . or ..'),
      described(`${what}; 1 to 128 letters of A-Z a-z 0-9 . _ ~ : -`),
    )

export const resourceParams = z.object({ type: word('What kind of thing it is'), resourceId: word('The product’s own id of it') })

export const resourceWish = z.strictObject({
  ownerId: userId,
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
})

export const resourceShape = z
  .object({
    type: z.string(),
    id: z.string(),
    name: z.string(),
    ownerId: z.string(),
    ownerName: z.string().check(described('As the owner was called when it became theirs.')),
    formerOwner: z.nullable(person).check(described('Whose it was before, as they were called when it was moved away.')),
    createdAt: time,
    updatedAt: time,
    version: z.number().check(described('Goes up with every change; the same as in the ETag.')),
  })
  .register(z.globalRegistry, { id: 'Resource' })
