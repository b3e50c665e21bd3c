import { endpoint } from '../../shared/http/endpoint.ts'
import { health } from '../../shared/routes/system.ts'
import { version } from '../../shared/version.ts'

export const handler = endpoint(health, {}, () => ({ status: 'ok' as const, version }))
