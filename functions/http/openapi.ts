import { endpoint } from '../../shared/http/endpoint.ts'
import { productName } from '../../shared/product.ts'
import { routes } from '../../shared/routes/index.ts'
import { openApiOf } from '../../shared/routes/openapi.ts'
import { openapi } from '../../shared/routes/system.ts'

const document = openApiOf(routes, productName)

export const handler = endpoint(openapi, {}, () => document)
