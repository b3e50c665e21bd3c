import { catalogue } from './domain/permissions.ts'
import { settings } from './settings.ts'

/** Roster's permissions and those that the product declares. */
export const allPermissions = catalogue(settings.permissions)
export const productName = settings.product.name
