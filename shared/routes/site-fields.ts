import * as z from 'zod/mini'
import { foldedSiteName, siteLimit } from '../domain/sites.ts'
import { line, time } from './fields.ts'

const name = line(100).check(
  z.refine(text => foldedSiteName(text) !== '', 'must have at least one character that can be seen'),
  z.describe('1 to 100 characters; no other site of the organization has it, in whatever case and with whatever accents.'),
)
const description = line(500).check(z.describe('At most 500 characters; empty: none.'))

export const siteWish = z.strictObject({ name, description: z.optional(description) })
export const siteChange = z.strictObject({ name: z.optional(name), description: z.optional(description) })

const siteId = z.string().check(z.regex(/^ste_[0-9a-z_]{1,60}$/))

export const siteDeletion = z.strictObject({
  confirm: z.optional(
    z.string().check(z.describe('The id of the site once more: whoever has the site loses it, also who has no other.')),
  ),
  replaceWith: z.optional(siteId.check(z.describe('Whoever has the site gets this one in its place.'))),
})

export const siteShape = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    createdAt: time,
    updatedAt: time,
    version: z.number().check(z.describe('Goes up with every change; the same as in the ETag.')),
  })
  .register(z.globalRegistry, { id: 'Site' })

export const limitInWords = `An organization has at most ${siteLimit} sites.`
