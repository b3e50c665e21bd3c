import { type Colours, coloursOf } from './colours.ts'
import { catalogue } from './domain/permissions.ts'
import { settings } from './settings.ts'

/** Roster's permissions and those that the product declares. */
export const allPermissions = catalogue(settings.permissions)
export const productName = settings.product.name

/** An image on the web, and how large it is shown. */
export type Logo = { url: string; width: number; height: number }
/** How mails and pages look. */
export type Product = { name: string; logo: Logo | null; colours: Colours; timeZone: string }

const { name, logo = null, colour = '#3346c4', timeZone = 'UTC' } = settings.product
export const product: Product = { name, logo, colours: coloursOf(colour), timeZone }
